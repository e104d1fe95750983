// The profile of free chips against an array with one entry a millisecond.
#include <algorithm>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/policy/profile.hpp"

namespace drawdown {
namespace {

constexpr std::int64_t kNowMs = 10;
// Nothing changes in the last milliseconds: what holds there holds for ever.
constexpr std::int64_t kLastChangeMs = 100;
constexpr std::int64_t kHorizonMs = 120;
constexpr std::int64_t kMostChips = 20;

constexpr Instant at_ms(std::int64_t ms) {
  return kRunStart + Duration{ms};
}

class FreeByMs {
 public:
  FreeByMs(const Partition& partition, std::int64_t now_ms) : now_ms_(now_ms) {
    for (std::int64_t ms = 0; ms < kHorizonMs; ++ms) {
      const bool over = partition.until <= at_ms(now_ms);
      const bool opens = partition.known && at_ms(ms) >= partition.from && !over;
      const bool open = partition.open || opens;
      Chips free = partition.open ? partition.free : partition.total();
      for (const auto& [end, chips] : partition.busy_until) {
        if (std::max(end, at_ms(now_ms + 1)) <= at_ms(ms)) free += chips;
      }
      free_.push_back(open ? free : Chips{0});
    }
  }

  bool fits(Chips chips, std::int64_t start, std::int64_t length) const {
    for (std::int64_t ms = start; ms < start + length; ++ms) {
      if (free_[static_cast<std::size_t>(std::min(ms, kHorizonMs - 1))] < chips) return false;
    }
    return true;
  }
  Instant earliest(Chips chips, std::int64_t length) const {
    for (std::int64_t ms = now_ms_; ms < kHorizonMs; ++ms) {
      if (fits(chips, ms, length)) return at_ms(ms);
    }
    return kNever;
  }
  void advance(std::int64_t now_ms) { now_ms_ = now_ms; }
  void add(Chips chips, std::int64_t start, std::int64_t length) {
    for (std::int64_t ms = start; ms < start + length; ++ms) {
      free_[static_cast<std::size_t>(ms)] += chips;
    }
  }

 private:
  std::int64_t now_ms_;  // nobody asks about what is before
  std::vector<Chips> free_;
};

Chips draw_chips() {
  return Chips{*rc::gen::inRange<std::int64_t>(0, kMostChips)};
}

Partition draw_partition() {
  Partition partition;
  partition.chips_per_unit = Chips{1};
  partition.units = Units{*rc::gen::inRange<std::int64_t>(0, kMostChips)};
  partition.until = *rc::gen::element(kNever, at_ms(kNowMs), at_ms(50));
  partition.open = *rc::gen::arbitrary<bool>() && partition.until > at_ms(kNowMs);
  if (!partition.open) {
    partition.known = *rc::gen::arbitrary<bool>();
    partition.from = at_ms(*rc::gen::inRange<std::int64_t>(0, kLastChangeMs));
    return partition;
  }
  partition.free = draw_chips();
  const auto gangs = *rc::gen::inRange(0, 10);
  for (int i = 0; i < gangs; ++i) {
    const auto end_ms = *rc::gen::inRange<std::int64_t>(0, kLastChangeMs);
    partition.busy_until.add(at_ms(end_ms), draw_chips() + Chips{1});
  }
  return partition;
}

struct Stretch {
  Chips chips;
  std::int64_t start;
  std::int64_t length;
};

Stretch draw_stretch(std::int64_t now_ms) {
  const auto start = *rc::gen::inRange<std::int64_t>(now_ms, kLastChangeMs);
  return {draw_chips(), start, *rc::gen::inRange<std::int64_t>(1, kLastChangeMs + 1 - start)};
}

void check_questions(const Profile& profile, const FreeByMs& expected, std::int64_t now_ms) {
  const auto [chips, start, length] = draw_stretch(now_ms);
  RC_ASSERT(profile.fits(chips, at_ms(start), Duration{length}) ==
            expected.fits(chips, start, length));
  RC_ASSERT(profile.earliest(chips, Duration{length}) == expected.earliest(chips, length));
  RC_ASSERT(profile.earliest(chips, kNever - kRunStart) == expected.earliest(chips, kHorizonMs));
}

TEST_CASE("a profile answers as an array with one entry a millisecond") {
  REQUIRE(rc::check("with promises that come and go", [] {
    const Partition partition = draw_partition();
    Profile profile(partition, at_ms(kNowMs));
    FreeByMs expected(partition, kNowMs);
    std::int64_t now_ms = kNowMs;
    check_questions(profile, expected, now_ms);
    std::vector<Stretch> taken;
    for (int step = 0; step < 20; ++step) {
      if (*rc::gen::inRange(0, 8) == 0) {
        now_ms = *rc::gen::inRange(now_ms, kLastChangeMs);
        profile.advance(at_ms(now_ms));
        expected.advance(now_ms);
        // What has begun is not given back.
        std::erase_if(taken, [&](const Stretch& stretch) { return stretch.start < now_ms; });
      } else if (!taken.empty() && *rc::gen::inRange(0, 3) == 0) {
        const auto [chips, start, length] = taken.back();
        profile.give_back(chips, at_ms(start), Duration{length});
        expected.add(chips, start, length);
        taken.pop_back();
      } else {
        taken.push_back(draw_stretch(now_ms));
        const auto [chips, start, length] = taken.back();
        profile.take(chips, at_ms(start), Duration{length});
        expected.add(Chips{-chips.value()}, start, length);
      }
      check_questions(profile, expected, now_ms);
    }
  }));
}

TEST_CASE("a gang that has outlived its prediction is expected at the next millisecond") {
  CHECK(expected_end(at_ms(5), at_ms(7)) == at_ms(8));
  CHECK(expected_end(at_ms(7), at_ms(7)) == at_ms(8));
  CHECK(expected_end(at_ms(8), at_ms(7)) == at_ms(8));
  CHECK(expected_end(at_ms(20), at_ms(7)) == at_ms(20));
}

TEST_CASE("a gang of no length counts as one of a millisecond") {
  CHECK(planned_length(Duration{0}) == Duration{1});
  CHECK(planned_length(Duration{9}) == Duration{9});
}

}  // namespace
}  // namespace drawdown
