#include "sim/engine/promises.hpp"

#include <algorithm>

namespace drawdown {
namespace {

bool is_same(const Promise& a, const Promise& b) {
  return a.partition == b.partition && a.at == b.at && a.place.taken == b.place.taken &&
         a.place.units == b.place.units;
}

}  // namespace

void keep_promises(RunState& state, const std::vector<Start>& starts) {
  std::erase_if(state.view.promises, [&](const Promise& promise) {
    return std::ranges::any_of(
        starts, [&](const Start& start) { return start.gang.sequence == promise.gang.sequence; });
  });
}

void replace_promises(RunState& state, std::vector<Promise>& made,
                      const std::function<void(const Promise&)>& promised,
                      const std::function<void(const Promise&)>& withdrawn) {
  std::vector<Promise>& old = state.view.promises;
  if (old.empty() && made.empty()) return;
  std::ranges::sort(made, {}, [](const Promise& promise) { return promise.gang.sequence; });
  auto before = old.begin();
  const auto drop_until = [&](std::uint64_t sequence) {
    for (; before != old.end() && before->gang.sequence < sequence; ++before) {
      const Gang& gang = state.gang(before->gang.gang);
      if (gang.number == before->gang.sequence && !gang.running()) withdrawn(*before);
    }
  };
  for (const Promise& promise : made) {
    drop_until(promise.gang.sequence);
    if (before != old.end() && before->gang.sequence == promise.gang.sequence) {
      const bool same = is_same(*before, promise);
      ++before;
      if (same) continue;
    }
    promised(promise);
  }
  drop_until(UINT64_MAX);
  old.swap(made);
}

}  // namespace drawdown
