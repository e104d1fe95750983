// A fingerprint of what was read, for a run's manifest.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct XXH3_state_s;

namespace drawdown {

/// Hashes bytes that come in pieces: XXH3, 128 bits. It tells files apart; it is no seal against
/// someone who wants two to look alike.
class ContentHash {
 public:
  ContentHash();
  void update(std::string_view bytes);
  /// The hash of everything so far: 32 hexadecimal digits, the same on every machine.
  std::string hex() const;

 private:
  struct Free {
    void operator()(XXH3_state_s* state) const;
  };
  std::unique_ptr<XXH3_state_s, Free> state_;
};

/// The ContentHash of all of `bytes`.
std::string content_hash(std::string_view bytes);

}  // namespace drawdown
