// Generated streams: rates and shapes, independence of the aspects, merging and stopping.
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "tests/unit/goodness_of_fit.hpp"
#include "tests/unit/workload_files.hpp"
#include <catch2/catch.hpp>

#include "sim/base/text.hpp"
#include "sim/workload/streams/generator.hpp"
#include "sim/workload/workload.hpp"

namespace drawdown {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;

// 2026-01-05 is a Monday.
WorkloadContext context(const char* start = "2026-01-05") {
  WorkloadContext result;
  result.start = *parse_date(start);
  return result;
}

StreamSpec research() {
  StreamSpec spec;
  spec.name = "research";
  spec.tenant = "lab";
  spec.job_class = "training";
  spec.pool = "v5p";
  spec.jobs = 10'000;
  spec.arrivals.jobs_per_hour = 120;
  spec.duration.distribution = ExponentialDuration{std::chrono::minutes(30)};
  spec.sizes = {{Chips{1}, 70}, {Chips{8}, 30}};
  return spec;
}

std::vector<Job> draw(const std::vector<StreamSpec>& specs, const WorkloadContext& run) {
  return all_jobs(*open_workload(specs, run));
}

std::vector<Job> draw(const StreamSpec& spec) {
  return draw(std::vector{spec}, context());
}

template <class Part>
auto parts(const std::vector<Job>& jobs, Part part) {
  std::vector<std::decay_t<decltype(part(jobs[0]))>> result;
  for (const Job& job : jobs) result.push_back(part(job));
  return result;
}

const auto kSubmits = [](const Job& job) { return to_ms(job.submit); };
const auto kRuns = [](const Job& job) { return job.run.count(); };
const auto kChips = [](const Job& job) { return job.chips.value(); };

TEST_CASE("a stream's jobs carry its names, its number and its requested time") {
  const auto jobs = draw(research());
  REQUIRE(jobs.size() == 10'000);
  CHECK(jobs[0].id == "research-1");
  CHECK(jobs[9999].id == "research-10000");
  CHECK(jobs[0].tenant == "lab");
  CHECK(jobs[0].job_class == "training");
  CHECK(jobs[0].pool == "v5p");
  CHECK(jobs[0].requested == jobs[0].run);
  CHECK(jobs[0].refusal.empty());
  CHECK(draw(research())[77].submit == jobs[77].submit);
}

TEST_CASE(
    "steady arrivals are Poisson: exponential gaps of the given mean, hourly variance = mean") {
  StreamSpec spec = research();
  spec.jobs = 100'000;
  const auto jobs = draw(spec);
  // 100,000 exponential gaps of 30 s: the sum's relative error is 1/sqrt(100,000), 0.3 %.
  CHECK(static_cast<double>(to_ms(jobs.back().submit)) == Approx(3e9).epsilon(0.01));
  std::vector<double> per_hour(800);
  for (const Job& job : jobs) {
    const auto hour = static_cast<std::size_t>(to_ms(job.submit) / kHourMs);
    if (hour < per_hour.size()) ++per_hour[hour];
  }
  double squares = 0;
  for (const double count : per_hour) squares += (count - 120) * (count - 120);
  CHECK(squares / 800 == Approx(120).epsilon(0.15));
}

TEST_CASE("daily and weekly weights shape the rate, and leave its mean over a week") {
  StreamSpec spec = research();
  spec.jobs.reset();
  spec.until = *parse_date("2026-01-05") + std::chrono::days(7 * 10);
  spec.arrivals.daily = std::vector<double>(24, 1);
  for (std::size_t hour = 9; hour < 18; ++hour) spec.arrivals.daily[hour] = 5;
  spec.arrivals.daily[3] = 0;
  spec.arrivals.weekly = {1, 1, 1, 1, 1, 0.5, 0};
  const auto jobs = draw(spec);
  CHECK(static_cast<double>(jobs.size()) == Approx(120.0 * 168 * 10).epsilon(0.01));
  std::map<std::int64_t, double> hours;  // of the day
  std::map<std::int64_t, double> days;   // of the week
  for (const Job& job : jobs) {
    const std::int64_t hour = to_ms(job.submit) / kHourMs;
    ++hours[hour % 24];
    ++days[hour / 24 % 7];
  }
  CHECK(hours.count(3) == 0);
  CHECK(hours[12] / hours[2] == Approx(5).epsilon(0.06));
  CHECK(days.count(6) == 0);
  CHECK(days[5] / days[0] == Approx(0.5).epsilon(0.03));
}

TEST_CASE("the shape follows the calendar from whatever moment the run starts") {
  StreamSpec spec = research();
  spec.jobs = 3;
  spec.arrivals.jobs_per_hour = 1000;
  spec.arrivals.weekly = {0, 0, 0, 1, 0, 0, 0};  // Thursdays
  spec.arrivals.daily = std::vector<double>(24, 0);
  spec.arrivals.daily[7] = 1;
  // From Wednesday 23:30 to Thursday 07:00 are 7.5 h.
  const auto jobs = draw({spec}, context("2026-01-07 23:30"));
  CHECK(to_ms(jobs[0].submit) >= 7 * kHourMs + kHourMs / 2);
  CHECK(to_ms(jobs[2].submit) < 8 * kHourMs);
  // From within the hour, what is left of it counts.
  CHECK(to_ms(draw({spec}, context("2026-01-08 07:59"))[0].submit) < kHourMs / 60);
}

TEST_CASE("rare arrivals take their time, not ours") {
  StreamSpec spec = research();
  spec.jobs = 5;
  spec.arrivals.jobs_per_hour = 1e-5;  // one in 11.4 years
  const auto jobs = draw(spec);
  REQUIRE(jobs.size() == 5);
  CHECK(to_ms(jobs[4].submit) > 100'000 * kHourMs);
  CHECK(to_ms(jobs[4].submit) < 2'000'000 * kHourMs);
}

TEST_CASE("durations have their distribution, clamped to min and max") {
  StreamSpec spec = research();
  const auto mean_run_ms = [&] {
    const auto runs = parts(draw(spec), kRuns);
    return std::accumulate(runs.begin(), runs.end(), 0.0) / static_cast<double>(runs.size());
  };
  CHECK(mean_run_ms() == Approx(1.8e6).epsilon(0.03));
  spec.duration.distribution = LognormalDuration{std::chrono::minutes(14), 0.5};
  CHECK(mean_run_ms() == Approx(840'000 * std::exp(0.125)).epsilon(0.03));
  spec.duration.distribution = FixedDuration{Duration{250}};
  CHECK(mean_run_ms() == 250);
  spec.duration.distribution = LognormalDuration{Duration{1000}, 40};
  spec.duration.min = Duration{500};
  spec.duration.max = Duration{2000};
  const auto runs = parts(draw(spec), kRuns);
  CHECK(*std::ranges::min_element(runs) == 500);
  CHECK(*std::ranges::max_element(runs) == 2000);
  spec.duration.min.reset();
  spec.duration.max.reset();
  const auto wild = parts(draw(spec), kRuns);
  CHECK(*std::ranges::min_element(wild) == 1);
  CHECK(*std::ranges::max_element(wild) == 100'000'000'000'000);
}

TEST_CASE("a size's own duration is drawn in place of the stream's") {
  StreamSpec spec = research();
  const auto base = draw(spec);
  spec.sizes[1].duration =
      DurationSpec{WeibullDuration{std::chrono::hours(9), 2}, std::chrono::hours(2), {}};
  const auto jobs = draw(spec);
  CHECK(parts(jobs, kSubmits) == parts(base, kSubmits));
  CHECK(parts(jobs, kChips) == parts(base, kChips));
  // Both take one uniform, so that the others' draws are those of before.
  std::vector<double> own;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (jobs[i].chips == Chips{1}) {
      CHECK(jobs[i].run == base[i].run);
    } else {
      own.push_back(static_cast<double>(jobs[i].run.count()) / kHourMs);
    }
  }
  CHECK(*std::ranges::min_element(own) == 2);
  const auto cdf = [](double hours) { return 1 - std::exp(-hours * hours / 81); };
  CHECK(kolmogorov_distance(own, cdf, 2.001) < most_distance(own.size()));
}

TEST_CASE("a job is as elastic as its size, and takes as long on all its chips") {
  StreamSpec spec = research();
  const auto base = draw(spec);
  spec.sizes[1].elasticity = {3, 0.9};
  const auto jobs = draw(spec);
  CHECK(parts(jobs, kRuns) == parts(base, kRuns));
  CHECK(parts(jobs, kChips) == parts(base, kChips));
  for (const Job& job : jobs) {
    const bool is_elastic = job.chips == Chips{8};
    CHECK(job.least() == Chips{1});  // of 1, and of 8 halved three times
    CHECK(job.elasticity.halvings == (is_elastic ? 3 : 0));
    CHECK(job.elasticity.scaling == (is_elastic ? 0.9 : 1));
  }
}

TEST_CASE("requested times are a factor or fixed, rounded up to a multiple") {
  StreamSpec spec = research();
  spec.jobs = 1;
  spec.duration.distribution = FixedDuration{Duration{1'000}};
  const auto requested_ms = [&](RequestedSpec requested) {
    spec.requested = requested;
    return draw(spec)[0].requested.count();
  };
  CHECK(requested_ms({Uniform{3.0, 3.0}, {}, {}}) == 3000);
  CHECK(requested_ms({Uniform{1.0004, 1.0004}, {}, {}}) == 1000);
  CHECK(requested_ms({Uniform{3.0, 3.0}, Duration{2000}, {}}) == 4000);
  CHECK(requested_ms({Uniform{3.0, 3.0}, Duration{3000}, {}}) == 3000);
  CHECK(requested_ms({Duration{5500}, {}, {}}) == 5500);
  CHECK(requested_ms({Duration{5500}, Duration{1000}, {}}) == 6000);
  CHECK(requested_ms({Uniform{1e-9, 1e-9}, {}, {}}) == 1);
  const std::vector<Duration> limits = {Duration{2000}, Duration{3000}, Duration{5000}};
  CHECK(requested_ms({Uniform{1, 1}, {}, limits}) == 2000);
  CHECK(requested_ms({Duration{2001}, {}, limits}) == 3000);
  CHECK(requested_ms({Duration{5000}, {}, limits}) == 5000);
  CHECK(requested_ms({Duration{5500}, {}, limits}) == 5000);
}

TEST_CASE("factors of requests are uniform, depend on no duration, and change nothing else") {
  StreamSpec spec = research();
  const auto plain = draw(spec);
  spec.requested = RequestedSpec{Uniform{1, 5}, {}, {}};
  const auto jobs = draw(spec);
  CHECK(parts(jobs, kSubmits) == parts(plain, kSubmits));
  CHECK(parts(jobs, kRuns) == parts(plain, kRuns));
  CHECK(parts(jobs, kChips) == parts(plain, kChips));
  std::vector<double> of_short;
  std::vector<double> of_long;
  for (const Job& job : jobs) {
    const auto run_ms = static_cast<double>(job.run.count());
    if (run_ms < 60'000) continue;  // of which a millisecond is much
    const double factor = static_cast<double>(job.requested.count()) / run_ms;
    (job.run < std::chrono::minutes(20) ? of_short : of_long).push_back(factor);
  }
  const auto uniform = [](double factor) { return std::clamp((factor - 1) / 4, 0.0, 1.0); };
  for (const std::vector<double>& factors : {of_short, of_long}) {
    CHECK(factors.size() > 4'000);
    CHECK(kolmogorov_distance(factors, uniform) < most_distance(factors.size()));
  }
}

TEST_CASE("a change to one aspect of a stream leaves the others as they were") {
  const auto base = draw(research());
  StreamSpec spec = research();
  spec.arrivals.jobs_per_hour = 10;
  auto jobs = draw(spec);
  CHECK(parts(jobs, kSubmits) != parts(base, kSubmits));
  CHECK(parts(jobs, kRuns) == parts(base, kRuns));
  CHECK(parts(jobs, kChips) == parts(base, kChips));
  spec = research();
  spec.duration.distribution = LognormalDuration{Duration{1000}, 1};
  jobs = draw(spec);
  CHECK(parts(jobs, kSubmits) == parts(base, kSubmits));
  CHECK(parts(jobs, kChips) == parts(base, kChips));
  spec = research();
  spec.arrivals.growth_per_year = 2;
  spec.arrivals.variation = 3;
  spec.arrivals.levels = {{1, 0.5}};
  spec.arrivals.batch = 4.0;
  jobs = draw(spec);
  CHECK(parts(jobs, kSubmits) != parts(base, kSubmits));
  CHECK(parts(jobs, kRuns) == parts(base, kRuns));
  CHECK(parts(jobs, kChips) == parts(base, kChips));
  spec = research();
  spec.sizes = {{Chips{16}, 1}};
  jobs = draw(spec);
  CHECK(parts(jobs, kSubmits) == parts(base, kSubmits));
  CHECK(parts(jobs, kRuns) == parts(base, kRuns));
}

TEST_CASE("a stream's jobs ask and cost what it says, and are drawn as without that") {
  StreamSpec slices = research();
  slices.sizes[1].shape = {{2, 2, 2}};
  slices.terms.recovery = {Duration{1}, Duration{2}, Duration{3}, Duration{4}};
  StreamSpec near = research();
  near.name = "near";
  near.limit = {PlacementLimit::Of::domains, 2, false};
  const auto source = open_workload(std::vector{slices, near}, context());
  const auto jobs = all_jobs(*source);
  const auto is_of = [](const Job& job, std::string_view stream) {
    return job.id.starts_with(stream);
  };
  std::vector<Job> of_slices;
  for (const Job& job : jobs) {
    CHECK(job.shape ==
          (is_of(job, "research") && job.chips == Chips{8} ? Shape{{2, 2, 2}} : Shape{}));
    CHECK(job.limit == (is_of(job, "near") ? near.limit : PlacementLimit{}));
    CHECK(job.terms->recovery == (is_of(job, "research") ? slices.terms.recovery : Recovery{}));
    if (is_of(job, "research")) of_slices.push_back(job);
  }
  const auto plain = draw(research());
  CHECK(parts(of_slices, kSubmits) == parts(plain, kSubmits));
  CHECK(parts(of_slices, kRuns) == parts(plain, kRuns));
  CHECK(parts(of_slices, kChips) == parts(plain, kChips));
  CHECK(StreamSource(slices, context()).fields().asks);
  CHECK(StreamSource(near, context()).fields().asks);
  CHECK_FALSE(StreamSource(research(), context()).fields().asks);
}

TEST_CASE("streams merge by time, ties in their order, and one more changes no other") {
  StreamSpec second = research();
  second.name = "second";
  const auto alone = draw(research());
  const auto both = draw({research(), second}, context());
  CHECK(both.size() == 20'000);
  CHECK(std::ranges::is_sorted(both, {}, &Job::submit));
  std::vector<Job> firsts;
  std::ranges::copy_if(both, std::back_inserter(firsts),
                       [](const Job& job) { return job.id.starts_with("research-"); });
  CHECK(parts(firsts, kSubmits) == parts(alone, kSubmits));
  CHECK(parts(firsts, kRuns) == parts(alone, kRuns));
  // A million jobs an hour of each: many share a millisecond.
  StreamSpec dense = research();
  dense.arrivals.jobs_per_hour = 1e6;
  StreamSpec also_dense = dense;
  also_dense.name = "second";
  const auto crowd = draw({also_dense, dense}, context());
  for (std::size_t i = 1; i < crowd.size(); ++i) {
    if (crowd[i].submit != crowd[i - 1].submit) continue;
    CHECK_FALSE((crowd[i].id.starts_with("second") && crowd[i - 1].id.starts_with("research")));
  }
}

TEST_CASE("a planned stream stops with its calendar, and is as far as its time") {
  StreamSpec spec = research();
  spec.jobs.reset();
  spec.arrivals = {};
  spec.arrivals.calendar = {*parse_date("2026-01-06"), *parse_date("2026-01-08")};
  StreamSource source(spec, context());
  Job job;
  REQUIRE(source.next(job));
  CHECK(to_ms(job.submit) == 24 * kHourMs);
  CHECK(source.share_read() == Approx(1.0 / 3));
  REQUIRE(source.next(job));
  CHECK(to_ms(job.submit) == 72 * kHourMs);
  CHECK_FALSE(source.next(job));
}

TEST_CASE("a stream stops at its date, the run's end or its number of jobs, whatever comes first") {
  StreamSpec spec = research();
  WorkloadContext run = context();
  run.end = run.start + std::chrono::hours(10);
  auto jobs = draw({spec}, run);
  CHECK(jobs.size() == Approx(1200).epsilon(0.1));
  CHECK(to_ms(jobs.back().submit) < 10 * kHourMs);
  spec.until = run.start + std::chrono::hours(1);
  CHECK(to_ms(draw({spec}, run).back().submit) < kHourMs);
  spec.jobs = 7;
  CHECK(draw({spec}, run).size() == 7);
}

TEST_CASE("how far a stream is: by jobs, or by time") {
  StreamSpec spec = research();
  spec.jobs = 4;
  const auto by_jobs = open_workload(std::vector{spec}, context());
  Job job;
  std::vector<double> shares;
  while (by_jobs->next(job)) shares.push_back(*by_jobs->share_read());
  // One job is held ready, so that streams can be merged.
  CHECK(shares == std::vector<double>{0.5, 0.75, 1, 1});

  spec.jobs.reset();
  WorkloadContext run = context();
  run.end = run.start + std::chrono::hours(10);
  StreamSource by_time(spec, run);
  REQUIRE(by_time.next(job));
  const auto expected = static_cast<double>(to_ms(job.submit)) / 36'000'000.0;
  CHECK(by_time.share_read() == Approx(expected));
}

}  // namespace
}  // namespace drawdown
