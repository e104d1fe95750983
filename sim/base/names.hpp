// Texts that recur, each kept once.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace drawdown {

/// Keeps one copy of each different text: who owns a million jobs of fifty tenants need not own a
/// million names.
class Names {
 public:
  /// The kept copy; good as long as this.
  std::string_view keep(std::string_view text) {
    const auto found = kept_.lower_bound(text);
    if (found != kept_.end() && *found == text) return *found;
    return *kept_.emplace_hint(found, text);
  }

 private:
  std::set<std::string, std::less<>> kept_;
};

}  // namespace drawdown
