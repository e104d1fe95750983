// What services need and attain, and what their replicas serve.
#include <cmath>

#include "tests/unit/workload_files.hpp"
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/base/text.hpp"
#include "sim/config/document.hpp"
#include "sim/model/catalogue/catalogue.hpp"
#include "sim/workload/services/roofline.hpp"
#include "sim/workload/services/service_demand.hpp"
#include "sim/workload/services/service_reader.hpp"

namespace drawdown {
namespace {

using namespace std::chrono_literals;

ServiceSpec service_of(std::int64_t reference, AttainmentSpec attainment) {
  ServiceSpec service;
  service.throughputs = {RequestRate{reference}};
  service.attainment = attainment;
  return service;
}

TEST_CASE("a fluid needs its demand over the target, to the milli-request", "[services]") {
  const ServiceSpec service = service_of(12'000, FluidSpec{700'000});
  CHECK(need(service, RequestRate{0}) == RequestRate{0});
  CHECK(need(service, RequestRate{70'000}) == RequestRate{100'000});
  CHECK(need(service, RequestRate{70'001}) == RequestRate{100'002});  // 100,001.43
  // In doubles, 0.3 / 0.1 is less than 3, and 0.7 / 0.7 might be more than 1.
  REQUIRE(rc::check("the least whole number that is not below it", [] {
    const auto target = *rc::gen::inRange<std::int64_t>(1, 1'000'001);
    const auto demand = *rc::gen::inRange<std::int64_t>(1, 1'000'000'000);
    const auto got = need(service_of(1, FluidSpec{target}), RequestRate{demand}).value();
    RC_ASSERT(got * target >= demand * 1'000'000);
    RC_ASSERT((got - 1) * target < demand * 1'000'000);
  }));
}

// 1 - C exp(-(c - a) t / s) from the sums of Erlang's formula, term by term.
double naive_share(std::int64_t servers, double load, double within_over_mean) {
  const auto c = static_cast<double>(servers);
  double term = 1;
  double sum = 1;
  for (std::int64_t k = 1; k < servers; ++k) sum += term *= load / static_cast<double>(k);
  const double waiting = term * load / c * c / (c - load);
  return 1 - waiting / (sum + waiting) * std::exp(-(c - load) * within_over_mean);
}

TEST_CASE("under erlang_c a service needs the fewest replicas that attain the goal", "[services]") {
  // A replica serves 4 requests at once and 2 a second: each takes 2 s.
  for (const double goal : {0.5, 0.9, 0.99, 0.9999}) {
    for (const std::int64_t demand : {1, 500, 1'999, 2'000, 7'300, 50'000}) {
      const ServiceSpec service = service_of(2'000, ErlangSpec{4, 1s, goal});
      const double load = static_cast<double>(demand) / 1000 * 2;
      std::int64_t replicas = 1;
      while (4.0 * static_cast<double>(replicas) <= load ||
             naive_share(4 * replicas, load, 0.5) < goal) {
        ++replicas;
      }
      INFO(demand << " milli-requests a second, goal " << goal);
      CHECK(need(service, RequestRate{demand}) == RequestRate{2'000 * replicas});
      const RequestRate all{2'000 * replicas};
      CHECK(attainment_of(service.attainment, RequestRate{demand}, replicas, all) ==
            Approx(naive_share(4 * replicas, load, 0.5)).epsilon(1e-12));
    }
  }
}

TEST_CASE("what cannot be served is lost, or waits for ever", "[services]") {
  CHECK(attainment_of(FluidSpec{}, RequestRate{400}, 3, RequestRate{300}) == 0.75);
  CHECK(attainment_of(FluidSpec{}, RequestRate{400}, 5, RequestRate{500}) == 1);
  CHECK(attainment_of(ErlangSpec{4, 1s, 0.9}, RequestRate{400}, 3, RequestRate{300}) == 0);
  CHECK(attainment_of(ErlangSpec{4, 1s, 0.9}, RequestRate{300}, 3, RequestRate{300}) == 0);
  CHECK(attainment_of(ErlangSpec{4, 1s, 0.9}, RequestRate{300}, 0, RequestRate{0}) == 0);
}

const Accelerator& h100() {
  const auto found = std::ranges::find(catalogue(), "h100_sxm", &Accelerator::name);
  REQUIRE(found != catalogue().end());
  return *found;
}

TEST_CASE("a roofline is the arithmetic of its prompts and its steps", "[services]") {
  // 70e9 parameters of a byte on 8 chips at half of 989 TFLOPS and of 3.35 TB/s: 3.956e15
  // operations and 13.4e12 bytes a second.
  REQUIRE(h100().bf16_peak.per_s == Approx(989e12).epsilon(1e-3));
  REQUIRE(h100().memory_bandwidth.bytes_per_s == Approx(3.35e12));
  RooflineSpec spec{70e9, 70e9, 1, 160e3, 1155, 211, 64};
  // A prompt: 2 x 70e9 x 1155 = 1.617e14 operations, 40.87 ms. A step reads 70e9 bytes and
  // 64 x 160e3 x 1260.5 = 1.2908e10: 82.908e9 bytes, 6.187 ms (its operations take 2.26 ms).
  // Of 211 steps, a request of 64 has 20.40 ms. Together 61.27 ms: 16.32 requests a second.
  const double operations_per_s = 8 * 0.5 * h100().bf16_peak.per_s;
  const double prompt_s = 1.617e14 / operations_per_s;
  CHECK(prompt_s == Approx(0.04087).epsilon(1e-3));
  CHECK(roofline_requests_per_s(spec, h100(), Chips{8}, 0.5) == Approx(16.32).epsilon(1e-3));
  CHECK(1 / roofline_requests_per_s(spec, h100(), Chips{8}, 0.5) ==
        Approx(prompt_s + 211 * (82.90752e9 / 13.4e12) / 64).epsilon(1e-12));
  CHECK(spec.bytes() == 70e9 + 64 * 160e3 * 1366);
  // A batch of 1024 is limited by operations: 2 x 70e9 x 211 for the answer of each.
  spec.batch = 1024;
  spec.kv_bytes_per_token = 1;
  CHECK(roofline_requests_per_s(spec, h100(), Chips{8}, 0.5) ==
        Approx(operations_per_s / (2 * 70e9 * (1155 + 211))).epsilon(1e-12));
}

// Of each step, in milli-requests a second.
std::vector<std::int64_t> demands(const ServiceSpec& service, std::string_view start,
                                  std::size_t steps, std::uint64_t seed = 1) {
  ServiceDemand demand(service, *parse_date(start), seed);
  std::vector<std::int64_t> rates;
  while (rates.size() < steps) rates.push_back(demand.next().value());
  return rates;
}

TEST_CASE("demand follows the hour in which its step begins", "[services]") {
  HourlyDemand hourly{RequestRate{24'000}, {}};
  hourly.course.jobs_per_hour = 1;
  hourly.course.daily.assign(24, 0);
  hourly.course.daily[7] = 3;  // 3 / (4 / 24) = 18 times the mean
  hourly.course.daily[8] = 1;  // 6 times
  ServiceSpec service;
  service.step = 40min;
  service.demand = hourly;
  // Steps begin at 6:00, 6:40, 7:20, 8:00, 8:40 and 9:20.
  CHECK(demands(service, "2027-01-01 06:00", 6) ==
        std::vector<std::int64_t>{0, 0, 432'000, 144'000, 144'000, 0});
  // A service that begins an hour later: at 7:00, 7:40, 8:20.
  service.from = kRunStart + 1h;
  CHECK(demands(service, "2027-01-01 06:00", 3) ==
        std::vector<std::int64_t>{432'000, 432'000, 144'000});
}

TEST_CASE("demand grows from the beginning of its service, hour by hour", "[services]") {
  HourlyDemand hourly{RequestRate{1'000'000}, {}};
  hourly.course.jobs_per_hour = 1;
  hourly.course.growth_per_year = 3;
  ServiceSpec service;
  service.step = 365h * 24 + 6h;  // a year of 365.25 days
  service.from = kRunStart + 48h;
  service.demand = hourly;
  const auto rates = demands(service, "2027-01-01", 3);
  // To the middle of the hour: 3 ^ (0.5 / 8766) = 1.0000627 times as much.
  for (std::size_t year = 0; year < rates.size(); ++year) {
    const double years = static_cast<double>(year) + 0.5 / 8766;
    CHECK(rates[year] == std::llround(1e6 * std::pow(3, years)));
  }
}

TEST_CASE("a level is drawn for each service by its name", "[services]") {
  HourlyDemand hourly{RequestRate{1'000'000}, {}};
  hourly.course.jobs_per_hour = 1;
  hourly.course.levels = {LevelSpec{0.5, 0}};
  ServiceSpec service;
  service.name = "chat";
  service.step = 1h;
  service.demand = hourly;
  const auto rates = demands(service, "2027-01-01", 3, 7);
  // Of mean 1: exp(x - 0.125), x a normal number of standard deviation 0.5.
  RandomStream levels(7, "services/chat/levels");
  for (const std::int64_t rate : rates) {
    CHECK(rate == std::llround(1e6 * std::exp(0.5 * levels.normal() - 0.125)));
  }
}

TEST_CASE("demand of a trace begins anew when it ends", "[services]") {
  ServiceSpec service;
  service.step = 1min;
  service.demand = TraceDemand{{RequestRate{3}, RequestRate{5}}};
  CHECK(demands(service, "2027-01-01", 5) == std::vector<std::int64_t>{3, 5, 3, 5, 3});
}

struct Outcome {
  std::vector<ServiceSpec> services;
  std::string errors;
};

Outcome read(const std::string& yaml, bool run_ends = true) {
  const TextFile file("workload:\n  services:\n" + yaml);
  Diagnostics diagnostics;
  auto document = read_document(file.path(), diagnostics);
  REQUIRE(document);
  Outcome outcome;
  {
    MapReader scenario(document->root, "", diagnostics);
    MapReader workload = scenario.map("workload");
    outcome.services = read_services(workload, *parse_date("2027-01-01"), run_ends, {});
  }
  outcome.errors = diagnostics.text();
  return outcome;
}

TEST_CASE("a service has the defaults that are documented", "[services]") {
  const Outcome outcome = read(
      "    - name: chat\n"
      "      demand: {rate: 400 requests/s}\n"
      "      replica: {chips: 8 chips, throughput: {tpu_v5p: 9.5 requests/s, h100_sxm: 12 "
      "requests/s}}\n");
  CHECK(outcome.errors.empty());
  REQUIRE(outcome.services.size() == 1);
  const ServiceSpec& chat = outcome.services.front();
  CHECK(chat.tenant == "chat");
  CHECK(chat.service_class == "inference");
  CHECK(chat.terms.standing.priority == Priority{0});
  CHECK_FALSE(chat.terms.standing.preemptible);
  CHECK(chat.from == kRunStart);
  CHECK(chat.until == kNever);
  CHECK(chat.step == 5min);
  CHECK(chat.chips == Chips{8});
  CHECK(chat.terms.recovery == Recovery{});
  REQUIRE(chat.throughputs.size() == 2);
  CHECK(chat.reference() == RequestRate{9'500});
  CHECK(chat.autoscaler.lag == 0s);
  CHECK(chat.autoscaler.keep == 0s);
  CHECK(chat.autoscaler.min == 0);
  CHECK(chat.autoscaler.max == 1'000'000);
  CHECK(std::get<FluidSpec>(chat.attainment).target_millionths == 1'000'000);
}

TEST_CASE("a service may say all that it can", "[services]") {
  const Outcome outcome = read(
      "    - name: chat\n"
      "      tenant: serving\n"
      "      class: chatbot\n"
      "      priority: 100\n"
      "      preemptible: true\n"
      "      from: 2027-01-02\n"
      "      until: 2027-01-03\n"
      "      step: 1 min\n"
      "      demand: {rate: 0.001 requests/s}\n"
      "      replica:\n"
      "        shape: 2x4\n"
      "        startup: 3 min\n"
      "        roofline: {parameters: 8e9, bytes_per_parameter: 1, kv_bytes_per_token: 64e3,\n"
      "          prompt_tokens: 100, output_tokens: 100, batch: 8, accelerators: {tpu_v6e: 0.5}}\n"
      "      autoscaler: {lag: 2 min, keep: 15 min, min: 1, max: 500}\n"
      "      attainment: {erlang_c: {slots: 32, within: 2 s, goal: 99 %}}\n",
      false);
  CHECK(outcome.errors.empty());
  REQUIRE(outcome.services.size() == 1);
  const ServiceSpec& chat = outcome.services.front();
  CHECK(chat.terms.standing.priority == Priority{100});
  CHECK(chat.terms.standing.preemptible);
  CHECK(chat.from == kRunStart + 24h);
  CHECK(chat.until == kRunStart + 48h);
  CHECK(chat.shape.volume() == 8);
  CHECK(chat.terms.recovery == Recovery{.startup = 3min, .restart = 3min});
  CHECK(chat.autoscaler.max == 500);
  const auto& erlang = std::get<ErlangSpec>(chat.attainment);
  CHECK(erlang.slots == 32);
  CHECK(erlang.within == 2s);
  CHECK(erlang.goal == 0.99);
  CHECK(chat.reference() > RequestRate{1'000});
}

TEST_CASE("requests of a trace are demand, but for its last step", "[services]") {
  // 2 in the first minute, none in the second, 1 in the third, 1 in the fourth, which may not be
  // full. Twice as many: 4 a minute are 66.667 milli-requests a second.
  const TextFile requests(
      "{\"timestamp\": 500, \"input_length\": 1, \"output_length\": 1}\n"
      "{\"timestamp\": 60499, \"input_length\": 1, \"output_length\": 1}\n"
      "{\"timestamp\": 120500, \"input_length\": 1, \"output_length\": 1}\n"
      "{\"timestamp\": 180500, \"input_length\": 1, \"output_length\": 1}\n");
  const Outcome outcome = read(
      "    - name: chat\n"
      "      step: 1 min\n"
      "      demand: {trace: mooncake, file: " +
      requests.path() +
      ", scale: 2}\n"
      "      replica: {chips: 8 chips, throughput: {h100_sxm: 12 requests/s}}\n");
  CHECK(outcome.errors.empty());
  REQUIRE(outcome.services.size() == 1);
  CHECK(std::get<TraceDemand>(outcome.services.front().demand).steps ==
        std::vector{RequestRate{67}, RequestRate{0}, RequestRate{33}});
}

}  // namespace
}  // namespace drawdown
