// gzip (RFC 1952), written.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

namespace drawdown {

/// Where bytes go, one piece after the other.
using ByteSink = std::function<void(std::string_view)>;

/// Compresses what passes through; the same bytes always, whatever the clock.
class Gzip {
 public:
  explicit Gzip(ByteSink to);
  ~Gzip();
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;

  void write(std::string_view bytes);
  /// After the last piece: the rest, and the end of the file.
  void finish();

 private:
  struct Stream;
  void pass(std::string_view bytes, int flush);

  ByteSink to_;
  std::unique_ptr<Stream> stream_;
};

}  // namespace drawdown
