// The `streams` of a scenario's workload: what they may say, and what is said of them.
#include "tests/unit/workload_reading.hpp"

namespace drawdown {
namespace {

const std::string kStream =
    "workload:\n"
    "  streams:\n"
    "    - name: research\n"
    "      class: training\n"
    "      pool: v5p\n"
    "      jobs: 100000\n"
    "      until: 2026-06-01\n"
    "      arrivals: {rate: 120 jobs/h, weekly: [1, 1, 1, 1, 1, 0.5, 0]}\n"
    "      duration: {lognormal: {median: 14 min, sigma: 2.2}, min: 1 s, max: 7 d}\n"
    "      sizes: [{chips: 1 chips, weight: 70}, {chips: 8 chips}]\n"
    "      requested: {factor: 3, round_up: 1 h}\n";

// kStream with one part of it replaced.
std::string stream_with(std::string_view old_part, std::string_view new_part) {
  std::string text = kStream;
  text.replace(text.find(old_part), old_part.size(), new_part);
  return text;
}

TEST_CASE("a stream is read with its units and defaults") {
  const Outcome outcome = read(kStream);
  CHECK(outcome.errors.empty());
  const auto& streams = std::get<std::vector<StreamSpec>>(outcome.spec);
  REQUIRE(streams.size() == 1);
  const StreamSpec& stream = streams[0];
  CHECK(stream.name == "research");
  CHECK(stream.tenant == "research");
  CHECK(stream.job_class == "training");
  CHECK(stream.pool == "v5p");
  CHECK(stream.jobs == 100'000);
  CHECK(stream.until == parse_date("2026-06-01"));
  CHECK(stream.arrivals.jobs_per_hour == Approx(120));
  CHECK(stream.arrivals.daily.empty());
  CHECK(stream.arrivals.weekly == std::vector<double>{1, 1, 1, 1, 1, 0.5, 0});
  const auto& lognormal = std::get<LognormalDuration>(stream.duration.distribution);
  CHECK(lognormal.median == std::chrono::minutes(14));
  CHECK(lognormal.sigma == 2.2);
  CHECK(stream.duration.min == std::chrono::seconds(1));
  CHECK(stream.duration.max == std::chrono::days(7));
  REQUIRE(stream.sizes.size() == 2);
  CHECK(stream.sizes[0].weight == 70);
  CHECK(stream.sizes[1].chips == Chips{8});
  CHECK(stream.sizes[1].weight == 1);
  REQUIRE(stream.requested);
  CHECK(std::get<Uniform>(stream.requested->basis).max == 3);
  CHECK(stream.requested->round_up == std::chrono::hours(1));
}

TEST_CASE("arrivals are read with all that shapes their rate") {
  const auto arrivals = [](std::string_view text) {
    const Outcome outcome =
        read(stream_with("{rate: 120 jobs/h, weekly: [1, 1, 1, 1, 1, 0.5, 0]}", text));
    INFO(outcome.errors);
    REQUIRE(outcome.errors.empty());
    return std::get<std::vector<StreamSpec>>(outcome.spec).at(0).arrivals;
  };
  const ArrivalSpec shaped = arrivals(
      "{rate: 120 jobs/h, growth: 1.5 per year, variation: 3, batch: {mean: 2.5},\n"
      "       level: {sigma: 0.8, correlation: 0.9}}");
  CHECK(shaped.growth_per_year == 1.5);
  CHECK(shaped.variation == 3);
  CHECK(shaped.batch == BatchSpec(2.5));
  REQUIRE(shaped.levels.size() == 1);
  CHECK(shaped.levels[0].sigma == 0.8);
  CHECK(shaped.levels[0].correlation == 0.9);
  CHECK_FALSE(shaped.balanced_until);
  const ArrivalSpec two = arrivals(
      "{rate: 120 jobs/h, level: [{sigma: 2, correlation: 0}, {sigma: 1, correlation: 0.5}],\n"
      "       balanced: false}");
  REQUIRE(two.levels.size() == 2);
  CHECK(two.levels[1].correlation == 0.5);
  CHECK_FALSE(two.balanced_until);
  const ArrivalSpec plain = arrivals("{rate: 120 jobs/h}");
  CHECK(plain.growth_per_year == 1);
  CHECK(plain.variation == 1);
  CHECK(plain.levels.empty());
  CHECK(plain.batch == BatchSpec(std::int64_t{1}));
  const ArrivalSpec planned =
      arrivals("{calendar: [2026-05-31 12:00, 2026-03-01], batch: {size: 12}}");
  CHECK(planned.calendar ==
        std::vector{*parse_date("2026-03-01"), *parse_date("2026-05-31 12:00")});
  CHECK(planned.batch == BatchSpec(std::int64_t{12}));
}

TEST_CASE("durations are read with the weights of their parts, and sizes with their own") {
  const auto stream = [](std::string_view old_part, std::string_view new_part) {
    const Outcome outcome = read(stream_with(old_part, new_part));
    INFO(outcome.errors);
    REQUIRE(outcome.errors.empty());
    return std::get<std::vector<StreamSpec>>(outcome.spec).at(0);
  };
  const auto distribution = [&](std::string_view text) {
    return stream("lognormal: {median: 14 min, sigma: 2.2}", text).duration.distribution;
  };
  const auto weibull = std::get<WeibullDuration>(distribution("weibull: {scale: 1 h, shape: 0.6}"));
  CHECK(weibull.scale == std::chrono::hours(1));
  CHECK(weibull.shape == 0.6);
  const auto mixture = std::get<MixtureDuration>(
      distribution("mixture: [{gamma: {mean: 1 h, shape: 0.5}, weight: 3},\n"
                   "         {hyperexponential: [{mean: 10 min, weight: 9}, {mean: 5 h}]}]"));
  CHECK(mixture.cumulative == std::vector<double>{3, 4});
  CHECK(std::get<GammaDuration>(mixture.parts[0]).mean == std::chrono::hours(1));
  CHECK(std::get<GammaDuration>(mixture.parts[0]).shape == 0.5);
  const auto& exponentials = std::get<MixtureDuration>(mixture.parts[1]);
  CHECK(exponentials.cumulative == std::vector<double>{9, 10});
  CHECK(std::get<ExponentialDuration>(exponentials.parts[1]).mean == std::chrono::hours(5));

  const auto sizes = stream("{chips: 8 chips}", "{chips: 8 chips, duration: {fixed: 1 h}}").sizes;
  CHECK_FALSE(sizes[0].duration);
  REQUIRE(sizes[1].duration);
  CHECK(std::get<FixedDuration>(sizes[1].duration->distribution).length == std::chrono::hours(1));
}

TEST_CASE("a stream that cannot be is refused, where it says so") {
  const auto error = [](std::string_view old_part, std::string_view new_part) {
    return read(stream_with(old_part, new_part)).errors;
  };
  const std::string at = "workload.streams[0]";
  mentions(error("jobs: 100000\n      until: 2026-06-01", "tenant: x"),
           ":3:7: " + at + ": never stops: give `jobs`, `until`, or the scenario an `end`");
  CHECK(
      read(stream_with("jobs: 100000\n      until: 2026-06-01", "tenant: x"), true).errors.empty());
  mentions(error("2026-06-01", "2026-01-01"), "until: is not after the run's start, 2026-01-01");
  mentions(error("120 jobs/h", "120"), "arrivals.rate: expected a rate above 0 with its unit");
  mentions(error("120 jobs/h", "1e-9 jobs/d"), "jobs take more than 1000 years to arrive");
  mentions(error("0.5, 0]", "0.5]"), "weekly: expected 7 weights, got 6");
  mentions(error("0.5, 0]", "0.5, -1]"), "weekly: a weight is not negative");
  mentions(error("1, 1, 1, 1, 1, 0.5, 0", "0, 0, 0, 0, 0, 0, 0"), "one weight at least is above 0");
  mentions(error("lognormal: {median: 14 min, sigma: 2.2}", "fixed: 1 h, exponential: {mean: 1 h}"),
           "duration: expected one of fixed, exponential, lognormal, triangular, weibull, ");
  mentions(error("lognormal: {median: 14 min, sigma: 2.2}, ", ""),
           "duration: expected one of fixed, exponential, lognormal, triangular, weibull, ");
  mentions(error("14 min", "0 min"), "median: must be above 0");
  mentions(error("2.2", "-1"), "sigma: must not be negative");
  mentions(error("min: 1 s", "min: 8 d"), "max: is less than min");
  mentions(error("weight: 70", "weight: -70"), "weight: must not be negative");
  mentions(error("1 chips", "1"), "sizes[0].chips: expected a number of chips");
  mentions(error("factor: 3", "factor: 0"), "factor: must be above 0");
  mentions(error("factor: 3", "factor: 3, fixed: 1 h"), "expected one of factor, fixed, and only");
  mentions(error("round_up: 1 h", "round_up: 0 h"), "round_up: must be above 0");
  mentions(error("class: training", "clas: training"), "unknown key 'clas'");
  mentions(error("    - name: research\n",
                 "    - {name: research, jobs: 1, arrivals: {rate: 1 jobs/h}"
                 ", duration: {fixed: 1 h}, sizes: [{chips: 1 chips}]}\n"
                 "    - name: research\n"),
           ":4:13: workload.streams[1].name: another stream is called 'research', too");
}

TEST_CASE("a size is halved as long as it is whole and not below the least") {
  const auto elasticity = [](std::string_view keys) {
    const Outcome outcome = read(stream_with("chips: 8 chips", keys));
    INFO(outcome.errors);
    CHECK(outcome.errors.empty());
    return std::get<std::vector<StreamSpec>>(outcome.spec).at(0).sizes.at(1).elasticity;
  };
  CHECK(elasticity("chips: 8 chips").halvings == 0);
  CHECK(elasticity("chips: 8 chips, down_to: 5 chips").halvings == 0);
  CHECK(elasticity("chips: 8 chips, down_to: 4 chips").halvings == 1);
  CHECK(elasticity("chips: 8 chips, down_to: 1 chips").halvings == 3);
  CHECK(elasticity("chips: 12 chips, down_to: 1 chips").halvings == 2);  // 3 has no half
  CHECK(elasticity("chips: 8 chips, down_to: 1 chips").scaling == 1);
  CHECK(elasticity("chips: 8 chips, down_to: 1 chips, scaling: 0.9").scaling == 0.9);
}

TEST_CASE("a stream asks for slices or for a limit, and not for both") {
  const auto stream = [](std::string_view old_part, std::string_view new_part) {
    const Outcome outcome = read(stream_with(old_part, new_part));
    INFO(outcome.errors);
    CHECK(outcome.errors.empty());
    return std::get<std::vector<StreamSpec>>(outcome.spec).at(0);
  };
  const auto sizes =
      stream("{chips: 8 chips}", "{shape: 4x4x8}, {shape: 8x2, chips: 16 chips}").sizes;
  REQUIRE(sizes.size() == 3);
  CHECK(sizes[0].chips == Chips{1});
  CHECK_FALSE(sizes[0].shape.given());
  CHECK(sizes[1].chips == Chips{128});  // 4 x 4 x 8
  CHECK(sizes[1].shape == Shape{{4, 4, 8}});
  CHECK(sizes[2].chips == Chips{16});
  CHECK(sizes[2].shape == Shape{{8, 2, 1}});

  const auto limit = [&](const std::string& placement) {
    return stream("pool: v5p", "placement: {" + placement + "}").limit;
  };
  using Of = PlacementLimit::Of;
  CHECK(stream("pool: v5p", "pool: v5p").limit == PlacementLimit{});
  CHECK(limit("same_domain: preferred") == PlacementLimit{Of::domains, 1, false});
  CHECK(limit("same_leaf: required") == PlacementLimit{Of::leaves, 1, true});
  CHECK(limit("max_domains: 3 required") == PlacementLimit{Of::domains, 3, true});
  CHECK(limit("max_leaves: 2 preferred") == PlacementLimit{Of::leaves, 2, false});

  const auto error = [](std::string_view old_part, std::string_view new_part) {
    return read(stream_with(old_part, new_part)).errors;
  };
  mentions(error("chips: 8 chips", "shape: 4x4, chips: 8 chips"),
           "sizes[1].chips: the shape has 16 chips");
  const std::string bad_shape = error("chips: 8 chips", "shape: 4x, chips: 8 chips");
  mentions(bad_shape, "sizes[1].shape: expected a shape in chips, e.g. 4x4x8, got '4x'");
  CHECK(bad_shape.find("errors") == std::string::npos);  // and that is all
  mentions(error("{chips: 8 chips}", "{shape: 4x4}]\n      placement: {same_leaf: required}\n#"),
           "placement: a job with a shape has no limit");
  const auto limit_error = [&](const std::string& placement) {
    return error("pool: v5p", "placement: {" + placement + "}");
  };
  mentions(limit_error("same_leaf: require"),
           "placement.same_leaf: expected one of required, preferred, got 'require'; did you mean");
  mentions(limit_error("max_leaves: 2"),
           "placement.max_leaves: expected a number above 0 and `required` or `preferred`");
  mentions(limit_error("max_leaves: 0 required"), "e.g. 2 required, got '0 required'");
  const std::string_view one =
      "placement: expected one of same_domain, same_leaf, max_domains, max_leaves";
  mentions(limit_error(""), one);
  const std::string two = limit_error("same_leaf: required, max_domains: 4 preferred");
  mentions(two, one);
  mentions(two, ", and only one; there are same_leaf (");
  mentions(limit_error("max_racks: 1 required"), "unknown key 'max_racks'");
}

TEST_CASE("a stream and a trace say how their jobs stand to others") {
  const auto standing = [](const std::string& keys) {
    const Outcome trace = read("workload:\n  trace: {format: swf, file: x" + keys + "}\n");
    CHECK(trace.errors.empty());
    const Outcome stream = read(
        "workload:\n  streams:\n    - {name: a, jobs: 1, arrivals: {rate: 1 jobs/h}, "
        "duration: {fixed: 1 h}, sizes: [{chips: 1 chips}]" +
        keys + "}\n");
    CHECK(stream.errors.empty());
    const Standing result = std::get<TraceSpec>(trace.spec).terms.standing;
    CHECK(std::get<std::vector<StreamSpec>>(stream.spec).at(0).terms.standing == result);
    return result;
  };
  CHECK(standing("") == Standing{Priority{0}, true, std::nullopt});
  CHECK(standing(", priority: -1000000, preemptible: false, deadline: 2 h") ==
        Standing{Priority{-1'000'000}, false, std::chrono::hours(2)});
}

TEST_CASE("a stream and a trace say what starts and checkpoints cost") {
  const auto recovery = [](const std::string& keys) {
    const Outcome trace = read("workload:\n  trace: {format: swf, file: x" +
                               (keys.empty() ? "" : ", " + keys) + "}\n");
    CHECK(trace.errors.empty());
    const Outcome stream = read(
        "workload:\n  streams:\n    - {name: a, jobs: 1, arrivals: {rate: 1 jobs/h}, "
        "duration: {fixed: 1 h}, sizes: [{chips: 1 chips}]" +
        (keys.empty() ? "" : ", " + keys) + "}\n");
    CHECK(stream.errors.empty());
    const Recovery result = std::get<TraceSpec>(trace.spec).terms.recovery;
    CHECK(std::get<std::vector<StreamSpec>>(stream.spec).at(0).terms.recovery == result);
    return result;
  };
  using std::chrono::minutes;
  using std::chrono::seconds;
  CHECK(recovery("") == Recovery{});
  CHECK(recovery("startup: 2 min") == Recovery{minutes(2), minutes(2), {}, {}});
  CHECK(recovery("startup: 2 min, restart: 0 s") == Recovery{minutes(2), {}, {}, {}});
  CHECK(recovery("checkpoint: {interval: 30 min, bytes: 14 TB}") ==
        Recovery{.interval = minutes(30), .bytes = 14'000'000'000'000});
  CHECK(recovery("checkpoint: {interval: optimum, write: 30 s}") ==
        Recovery{.write = seconds(30), .optimum = true});
  CHECK(recovery("restart: 10 min, checkpoint: {interval: 30 min, write: 30 s}") ==
        Recovery{{}, minutes(10), minutes(30), seconds(30)});

  const auto error = [](const std::string& keys) {
    return read("workload:\n  trace: {format: swf, file: x, " + keys + "}\n").errors;
  };
  mentions(error("startup: 2"), "workload.trace.startup: expected a duration with its unit");
  mentions(error("restart: -1 s"), "workload.trace.restart: expected a duration with its unit");
  mentions(error("checkpoint: {write: 1 s}"), "checkpoint: missing key 'interval'");
  mentions(error("checkpoint: {interval: 1 s}"), "checkpoint: expected one of write, bytes");
  mentions(error("checkpoint: {interval: 0 s, write: 1 s}"),
           "interval: expected a duration above 0");
  CHECK(error("checkpoint: {interval: 5, write: 1 s}").find("errors") == std::string::npos);
}

}  // namespace
}  // namespace drawdown
