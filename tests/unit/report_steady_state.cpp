// The warm-up of a run against MSER-5 over the waits in order of submission.
#include <algorithm>
#include <optional>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/base/errors.hpp"
#include "sim/base/random.hpp"
#include "sim/report/job_statistics.hpp"
#include "sim/report/steady_state.hpp"
#include "sim/statistics/warm_up.hpp"

namespace drawdown {
namespace {

// A job of a run that is told without an engine; times in ms.
struct Told {
  std::int64_t submit = 0;
  std::int64_t wait = 0;
  std::int64_t run = 0;
  bool refused = false;
};

// Tells what happens to these jobs up to the horizon, ids used again as the engine does.
class Telling {
 public:
  Telling(const std::vector<Told>& jobs, std::int64_t horizon) : jobs_(jobs), horizon_(horizon) {
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      const Told& job = jobs[i];
      events_.push_back({job.submit, i, Event::submit});
      if (job.refused) continue;
      events_.push_back({job.submit + job.wait, i, Event::start});
      events_.push_back({job.submit + job.wait + job.run, i, Event::end});
    }
    std::ranges::stable_sort(events_, {}, &Event::at);
    gangs_.resize(jobs.size());
    for (const Event& event : events_) {
      if (event.at >= horizon) break;
      tell(event);
    }
    state.view.now = Instant{Duration{horizon}};
    for (const std::optional<Gang>& gang : gangs_) {
      if (gang) steady.censored(*gang);
    }
  }

  Scenario scenario;
  RunState state{scenario};
  SteadyState steady{state};

 private:
  struct Event {
    enum Kind { submit, start, end };
    std::int64_t at;
    std::size_t job;
    Kind kind;
  };

  void tell(const Event& event) {
    state.view.now = Instant{Duration{event.at}};
    std::optional<Gang>& gang = gangs_[event.job];
    if (event.kind == Event::submit) {
      gang.emplace();
      gang->id = free_id();
      gang->status = GangStatus::waiting;
      gang->job.submit = Instant{Duration{event.at}};
      if (jobs_[event.job].refused) return dismiss(gang);
      gang->queued = gang->job.submit;
      steady.queued(*gang);
    } else if (event.kind == Event::start) {
      gang->status = GangStatus::running;
      gang->start = gang->first_start = Instant{Duration{event.at}};
      steady.started(*gang);
    } else {
      steady.ended(*gang, EndState::done);
      dismiss(gang);
    }
  }
  GangId free_id() {
    if (free_ids_.empty()) return GangId{ids_++};
    const GangId id = free_ids_.back();
    free_ids_.pop_back();
    return id;
  }
  void dismiss(std::optional<Gang>& gang) {
    free_ids_.push_back(gang->id);
    gang.reset();
  }

  const std::vector<Told>& jobs_;
  std::int64_t horizon_;
  std::vector<Event> events_;
  std::vector<std::optional<Gang>> gangs_;
  std::vector<GangId> free_ids_;
  std::size_t ids_ = 0;
};

// Jobs a second apart; the first `slow` of the admitted wait 100 s, the others 1 s and 3 s, five by
// five. All run 20 s.
std::vector<Told> jobs_with_a_slow_start(int slow, int all) {
  std::vector<Told> jobs;
  for (int i = 0; i < all; ++i) {
    const std::int64_t wait = i < slow ? 100'000 : i / 5 % 2 == 0 ? 1000 : 3000;
    jobs.push_back({i * std::int64_t{1000}, wait, 20'000, false});
  }
  return jobs;
}

TEST_CASE("the jobs of the warm-up are cut, and the figures are those of the others") {
  auto jobs = jobs_with_a_slow_start(40, 200);
  const Telling run(jobs, 1'000'000);
  const SteadyState::Figures figures = run.steady.figures();
  CHECK(figures.cut_jobs == 40);
  CHECK(figures.jobs == 160);
  CHECK(figures.wait_mean_s == 2.0);
  CHECK(figures.bounded_slowdown_mean == Approx(1.1));  // (1.05 + 1.15) / 2
  CHECK_FALSE(figures.wait_at_least);
  CHECK(figures.warning.empty());
}

TEST_CASE("refused jobs have no place in the series") {
  auto jobs = jobs_with_a_slow_start(40, 200);
  for (int i = 0; i < 7; ++i)
    jobs.insert(jobs.begin() + i * 9, Told{jobs[i * 9].submit, 0, 0, true});
  jobs.push_back({200'000, 0, 0, true});
  const Telling run(jobs, 1'000'000);
  CHECK(run.steady.figures().cut_jobs == 40);
  CHECK(run.steady.figures().jobs == 160);
  CHECK(run.steady.figures().wait_mean_s == 2.0);
}

TEST_CASE("jobs that never started count with the time to the end, and are said to") {
  auto jobs = jobs_with_a_slow_start(40, 200);
  jobs[199].wait = 1'000'000;  // submitted at 199 s; the run ends at 240 s
  const Telling run(jobs, 240'000);
  const SteadyState::Figures figures = run.steady.figures();
  CHECK(figures.wait_at_least);
  CHECK(figures.cut_jobs == 40);
  CHECK(figures.wait_mean_s == Approx((320.0 - 3 + 41) / 160));
  CHECK(figures.bounded_slowdown_mean == Approx((176.0 - 1.15) / 159));
}

TEST_CASE("without jobs there are no figures, with few nothing is cut") {
  const std::vector<Told> none;
  const SteadyState::Figures empty = Telling(none, 1000).steady.figures();
  CHECK(empty.jobs == 0);
  CHECK_FALSE(empty.wait_mean_s);
  CHECK_FALSE(empty.bounded_slowdown_mean);
  CHECK_FALSE(empty.warning.empty());
  const auto few = jobs_with_a_slow_start(1, 3);
  const SteadyState::Figures of_three = Telling(few, 1'000'000).steady.figures();
  CHECK(of_three.cut_jobs == 0);
  CHECK(of_three.wait_mean_s == 34.0);  // (100 + 1 + 1) / 3
  CHECK(of_three.warning == "the series is too short to find its warm-up");
}

TEST_CASE("the figures are those of MSER-5 over the waits in order of submission") {
  REQUIRE(rc::check("whatever the order of starts and ends", [] {
    RandomStream stream(*rc::gen::arbitrary<std::uint64_t>(), "jobs");
    const auto count = *rc::gen::inRange(0, 400);
    std::vector<Told> jobs;
    std::int64_t now = 0;
    for (int i = 0; i < count; ++i) {
      now += static_cast<std::int64_t>(stream.exponential(1000));
      jobs.push_back({now, static_cast<std::int64_t>(stream.exponential(i < 100 ? 9000 : 3000)),
                      static_cast<std::int64_t>(stream.exponential(15'000)),
                      stream.uniform() < 0.1});
    }
    const std::int64_t horizon = now + *rc::gen::inRange(1, 50'000);
    const SteadyState::Figures figures = Telling(jobs, horizon).steady.figures();

    std::erase_if(jobs, [](const Told& job) { return job.refused; });
    std::vector<double> waits;
    for (const Told& job : jobs) {
      waits.push_back(static_cast<double>(std::min(job.wait, horizon - job.submit)));
    }
    const Truncation cut = mser5(waits);
    double sum = 0;
    double slowdown = 0;
    int ran = 0;
    bool at_least = false;
    for (std::size_t i = cut.observations; i < jobs.size(); ++i) {
      const Told& job = jobs[i];
      sum += waits[i] / 1000;
      at_least = at_least || job.submit + job.wait >= horizon;
      if (job.submit + job.wait + job.run >= horizon) continue;
      ++ran;
      const auto run = static_cast<double>(job.run);
      slowdown += std::max(1.0, (static_cast<double>(job.wait) + run) / std::max(run, 10'000.0));
    }
    RC_ASSERT(figures.cut_jobs == static_cast<std::int64_t>(cut.observations));
    RC_ASSERT(figures.warning == cut.warning);
    RC_ASSERT(figures.jobs == static_cast<std::int64_t>(jobs.size() - cut.observations));
    RC_ASSERT(figures.wait_mean_s.has_value() == (figures.jobs > 0));
    RC_ASSERT(figures.wait_at_least == at_least);
    RC_ASSERT(figures.bounded_slowdown_mean.has_value() == (ran > 0));
    const auto kept = static_cast<double>(figures.jobs);
    if (figures.jobs > 0) RC_ASSERT(std::abs(*figures.wait_mean_s - sum / kept) < 1e-9);
    if (ran > 0) RC_ASSERT(std::abs(*figures.bounded_slowdown_mean - slowdown / ran) < 1e-9);
  }));
}

TEST_CASE("figures before the end are a bug") {
  Scenario scenario;
  RunState state{scenario};
  SteadyState steady(state);
  for (std::size_t i = 0; i < 5; ++i) {
    Gang gang;
    gang.id = GangId{i};
    steady.queued(gang);
  }
  CHECK_THROWS_AS(steady.figures(), Bug);
}

}  // namespace
}  // namespace drawdown
