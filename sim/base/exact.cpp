#include "sim/base/exact.hpp"

#include <algorithm>
#include <numeric>

#include "sim/base/errors.hpp"
#include "sim/base/units.hpp"

namespace drawdown {

std::int64_t divide_down(Wide a, Wide b) {
  Wide quotient = a / b;
  if (a % b < 0) --quotient;
  if (quotient < INT64_MIN || quotient > INT64_MAX) raise_uncountable();
  return static_cast<std::int64_t>(quotient);
}

std::int64_t divide_half_up(Wide a, Wide b) {
  const std::int64_t down = divide_down(a, b);
  const Wide rest = a - b * down;
  return rest >= b - rest ? down + 1 : down;
}

std::vector<std::int64_t> split(std::int64_t total, std::span<const std::int64_t> weights) {
  require(total >= 0, "{} cannot be split", total);
  std::vector<std::int64_t> parts(weights.size(), 0);
  if (total == 0) return parts;
  const Wide sum = std::accumulate(weights.begin(), weights.end(), Wide{0});
  require(sum > 0, "there is nothing to split {} over", total);
  std::int64_t rest = total;
  std::vector<Wide> remainders;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Wide share = product(total, weights[i]);
    parts[i] = divide_down(share, sum);
    rest -= parts[i];
    remainders.push_back(share % sum);
  }
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  for (std::size_t i = 0; i < static_cast<std::size_t>(rest); ++i) ++parts[order[i]];
  return parts;
}

}  // namespace drawdown
