// The kernel against dates worked out by hand.
#include <stdexcept>
#include <utility>
#include <vector>

#include "tests/unit/kernel_flows.hpp"
#include <catch2/catch.hpp>

namespace drawdown {
namespace {

TEST_CASE("flows that ask for a whole link share it equally") {
  // n flows of 60 s, each asking for C = 1e11 bytes/s of a link of C, get C / n: n x 60 s.
  for (const std::size_t n : {2U, 3U, 5U}) {
    const std::vector<Flow> flows(n, Flow{0, {0}, 1e11, 60'000});
    const std::vector<Milliseconds> ends(n, static_cast<Milliseconds>(n) * 60'000);
    CHECK(by_kernel({1e11}, flows) == ends);
  }
}

TEST_CASE("flows that ask for half a link are slowed from the third on") {
  // Two get all they ask for, C / 2; three get C / 3: 60 s x 3 / 2; five get C / 5: 60 s x 5 / 2.
  for (const auto& [n, end] : {std::pair{1U, 60'000}, {2U, 60'000}, {3U, 90'000}, {5U, 150'000}}) {
    const std::vector<Flow> flows(n, Flow{0, {0}, 0.5e11, 60'000});
    CHECK(by_kernel({1e11}, flows) == std::vector<Milliseconds>(n, end));
  }
}

TEST_CASE("what a flow leaves, the others get") {
  // Both get 1/2. The first has done its 10 s at 20 s; the second then has 20 s left: 40 s.
  CHECK(by_kernel({1e12}, {{0, {0}, 1e12, 10'000}, {0, {0}, 1e12, 30'000}}) ==
        std::vector<Milliseconds>{20'000, 40'000});
  // The second starts at 4 s. 6 s of the first are left, and take 12 s: 16 s. The second has done
  // 6 s by then, and has 4 s left: 20 s.
  CHECK(by_kernel({1e12}, {{0, {0}, 1e12, 10'000}, {4'000, {0}, 1e12, 10'000}}) ==
        std::vector<Milliseconds>{16'000, 20'000});
  // The second goes at 6 s. The first has done 3 s by then: 6 s + 7 s.
  CHECK(by_kernel({1e12}, {{0, {0}, 1e12, 10'000}, {0, {0}, 1e12, 10'000, 6'000}}) ==
        std::vector<Milliseconds>{13'000, kNone});
}

TEST_CASE("the narrowest link of a flow decides, and what it cannot use goes to others") {
  // A sends over both links, of 2 and 10. B asks for 3 of the first: A and B get 1 each of it. C
  // asks for 9 of the second and gets it. B ends at 5 s x 3 = 15 s; A has done 15 s / 3 = 5 s of
  // its 12 s. Now A gets 2 of 3, and C the 8 that A leaves of the second. A has 7 s x 3 / 2 to go:
  // 25.5 s. C, with 5 of 20 s left, takes 5 s x 9 / 8: 20.625 s.
  CHECK(by_kernel({2e9, 10e9},
                  {{0, {0, 1}, 3e9, 12'000}, {0, {0}, 3e9, 5'000}, {0, {1}, 9e9, 20'000}}) ==
        std::vector<Milliseconds>{25'500, 15'000, 20'625});
}

TEST_CASE("nothing is slowed where the links carry what all ask for") {
  std::vector<Flow> flows;
  std::vector<Milliseconds> ends;
  std::vector<std::size_t> links(40);
  for (std::size_t link = 0; link < links.size(); ++link) links[link] = link;
  for (Milliseconds i = 0; i < 16; ++i) {
    flows.push_back({7 * i, links, 1e14 / 16, 86'400'000 * (1 + i % 3) + 13 * i * i + 1});
    ends.push_back(flows.back().start + flows.back().work);
  }
  CHECK(by_kernel(std::vector<double>(links.size(), 1e14), flows) == ends);
}

TEST_CASE("a moment is told once, though a flow ends just before or after it") {
  // 100 flows of 1 s less 10 us at 1/100 of their speed end at 100 s - 1 ms, but for rounding,
  // where the clock stops anyway.
  const std::vector<Flow> flows(100, Flow{0, {0}, 1e11 / 3, 1'000});
  const Milliseconds end = 99'999;
  const std::vector<Milliseconds> told = by_kernel({1e11 / 3}, flows, end);
  for (std::size_t i = 0; i < flows.size(); ++i) {
    CHECK(told[i] == told[0]);
    CHECK((told[i] == end || told[i] == end + 1));
  }
}

TEST_CASE("executions end at their dates, however many start at once") {
  constexpr Milliseconds kGangs = 12'000;
  // Twice: those of the second time are on hosts that are there.
  const auto length = [](Milliseconds gang) { return 1 + gang * 7919 % 5'000'011; };
  std::vector<Milliseconds> ends;
  for (Milliseconds gang = 0; gang < kGangs; ++gang) ends.push_back(6'000'000 + length(gang));
  CHECK(in_a_child([&] {
          std::vector<Milliseconds> told(kGangs, kNone);
          std::int64_t wrong = 0;
          run_kernel({}, [&](Kernel& kernel, Instant now, std::span<const ActivityId> done) {
            for (const ActivityId id : done) {
              const std::size_t gang = number_of(id);
              told[gang] = to_ms(now);
              const bool first = now < at_ms(6'000'000);
              if (first && to_ms(now) != length(static_cast<Milliseconds>(gang))) ++wrong;
            }
            if (now == kRunStart || now == at_ms(6'000'000)) {
              for (Milliseconds gang = 0; gang < kGangs; ++gang) {
                kernel.start(GangId{static_cast<std::size_t>(gang)}, now + Duration{length(gang)});
              }
              kernel.wake_at(now + Duration{6'000'000});
            }
            if (now == at_ms(12'000'000)) kernel.stop();
          });
          if (wrong > 0) told.clear();
          return told;
        }) == ends);
}

TEST_CASE("a gang starts other work in the hook that tells it is done, or cancels it") {
  const std::vector<Milliseconds> found = in_a_child([] {
    const Flow flow{0, {0}, 1e9, 5'000};
    const double capacity = 1e9;
    const GangId a{0};
    const GangId b{1};
    std::vector<Milliseconds> log;  // moment, then 10 x what is done, then what is seen
    run_kernel({&capacity, 1}, [&](Kernel& kernel, Instant now, std::span<const ActivityId> done) {
      log.push_back(to_ms(now));
      for (const ActivityId id : done) log.push_back(10 * (1 + static_cast<int>(number_of(id))));
      switch (to_ms(now)) {
        case 0:
          kernel.start(a, at_ms(1'000));
          start(kernel, 1, flow);
          kernel.cancel(b);  // before it has begun
          start(kernel, 1, flow);
          return kernel.wake_at(at_ms(400));
        case 400:
          log.push_back(kernel.progress(a).count());
          return log.push_back(kernel.progress(b).count());
        case 1'000:  // the execution is done: a flow, beside the other
          start(kernel, 0, flow);
          log.push_back(kernel.progress(a).count());
          return kernel.wake_at(at_ms(3'000));
        case 3'000:  // b has done 1,000 + 2,000 / 2; the rest of it as an execution
          log.push_back(kernel.progress(b).count());
          kernel.cancel(b);
          return kernel.start(b, now + Duration{3'000});
        case 6'000:  // the execution is done, and started anew twice
          kernel.start(b, now + Duration{1});
          kernel.cancel(b);
          return kernel.start(b, now + Duration{2});
        default:
          if (to_ms(now) == 7'000) kernel.stop();
      }
    });
    return log;
  });
  // a's flow has done 1,000 at 3,000, and alone needs 4,000 more.
  CHECK(found == std::vector<Milliseconds>{0, 400, 400, 400, 1'000, 10, 0, 3'000, 2'000, 6'000, 20,
                                           6'002, 20, 7'000, 10});
}

TEST_CASE("a transfer and a gang of the same number share a link, each told by its own name") {
  const std::vector<Milliseconds> found = in_a_child([] {
    const double capacity = 1e9;
    const LinkId link{0};
    std::vector<Milliseconds> log;  // moment, then 1 for the gang, 2 for the transfer
    run_kernel({&capacity, 1}, [&](Kernel& kernel, Instant now, std::span<const ActivityId> done) {
      for (const ActivityId id : done) {
        log.push_back(to_ms(now));
        log.push_back(id == ActivityId{TransferId{0}} ? 2 : 1);
      }
      if (now == kRunStart) {
        kernel.start_flow(GangId{0}, {&link, 1}, 1e9, Duration{1'000});
        kernel.start_flow(TransferId{0}, {&link, 1}, 1e9, Duration{3'000});
      }
      if (log.size() == 4) kernel.stop();
    });
    return log;
  });
  // Half of the link each up to 2 x 1,000; then 2,000 are left of the transfer's.
  CHECK(found == std::vector<Milliseconds>{2'000, 1, 4'000, 2});
}

TEST_CASE("what the hook raises ends the run") {
  CHECK(in_a_child([] {
          std::vector<Milliseconds> caught;
          Kernel kernel({});
          try {
            kernel.run(
                [](Instant, std::span<const ActivityId>) { throw std::runtime_error("no"); });
          } catch (const std::runtime_error&) {
            caught.push_back(1);
          }
          return caught;
        }) == std::vector<Milliseconds>{1});
}

}  // namespace
}  // namespace drawdown
