// The largest of many, in bounded memory.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace drawdown {

/// Keeps the things of the largest sizes, so many at most; of equal ones those that came first.
template <class Size, class Thing>
class Largest {
 public:
  explicit Largest(std::size_t most) : most_(most) {}

  /// `make` gives the thing, where it is to be kept.
  template <class Make>
  void add(Size size, Make&& make) {
    const std::uint64_t number = added_++;
    if (kept_.size() == most_) {
      if (size <= kept_.front().size) return;
      std::pop_heap(kept_.begin(), kept_.end(), is_larger);
      kept_.pop_back();
    }
    kept_.push_back({size, number, make()});
    std::push_heap(kept_.begin(), kept_.end(), is_larger);
  }

  /// What is kept, the largest first.
  std::vector<Thing> take() {
    std::sort(kept_.begin(), kept_.end(), is_larger);
    std::vector<Thing> things;
    for (Kept& kept : kept_) things.push_back(std::move(kept.thing));
    kept_.clear();
    return things;
  }

 private:
  struct Kept {
    Size size;
    std::uint64_t number;
    Thing thing;
  };
  // The heap has the smallest, and of these the last, at its front.
  static bool is_larger(const Kept& a, const Kept& b) {
    return a.size != b.size ? a.size > b.size : a.number < b.number;
  }

  std::size_t most_;
  std::uint64_t added_ = 0;
  std::vector<Kept> kept_;
};

}  // namespace drawdown
