#include "sim/workload/portability/market_use.hpp"

#include <algorithm>

namespace drawdown {

MarketUse read_market_use(MapReader& jobs) {
  const Node* const node = jobs.node("markets");
  if (node == nullptr) return {};
  if (node->kind == NodeKind::scalar && node->text == "none") return {false, false};
  MarketUse use{false, false};
  const auto is_kind = [&](const Node& kind) {
    bool* const allowed = kind.text == "spot"        ? &use.spot
                          : kind.text == "on_demand" ? &use.on_demand
                                                     : nullptr;
    if (allowed != nullptr) *allowed = true;
    return kind.kind == NodeKind::scalar && allowed != nullptr;
  };
  if (node->kind != NodeKind::list || node->items.empty() ||
      !std::ranges::all_of(node->items, is_kind)) {
    jobs.error("markets", "expected none, or a list of on_demand and spot");
  }
  return use;
}

}  // namespace drawdown
