#include "sim/model/geometry/nodes/best_fit.hpp"

#include <algorithm>

namespace drawdown {

std::vector<NodeShare> best_fit(std::span<const std::int32_t> free, std::int64_t nodes) {
  const std::size_t none = free.size();
  std::size_t enough = none;
  for (std::size_t i = 0; i < free.size(); ++i) {
    if (free[i] >= nodes && (enough == none || free[i] < free[enough])) enough = i;
  }
  if (enough != none) return {{enough, nodes}};

  // All have fewer than `nodes`, so that counting how many have how many costs no more than the
  // gang.
  std::vector<std::int64_t> having(static_cast<std::size_t>(nodes));
  for (const std::int32_t count : free) ++having[static_cast<std::size_t>(count)];
  std::vector<std::int64_t> give_all(having.size());
  std::int64_t rest = nodes;
  std::int64_t most = nodes - 1;
  for (;; --most) {
    const auto level = static_cast<std::size_t>(most);
    give_all[level] = std::min(having[level], (rest - 1) / most);
    having[level] -= give_all[level];
    rest -= give_all[level] * most;
    if (having[level] > 0) break;  // one that has enough for the rest is left
  }
  std::int64_t last = rest;
  while (having[static_cast<std::size_t>(last)] == 0) ++last;

  std::vector<NodeShare> shares;
  for (std::size_t i = 0; i < free.size(); ++i) {
    std::int64_t& left = give_all[static_cast<std::size_t>(free[i])];
    if (left > 0) {
      --left;
      shares.push_back({i, free[i]});
    } else if (free[i] == last && rest > 0) {
      shares.push_back({i, rest});
      rest = 0;
    }
  }
  return shares;
}

}  // namespace drawdown
