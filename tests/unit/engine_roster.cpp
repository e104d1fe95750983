// The roster: who arrives gets an id and a demand, or a reason why it can never run.
#include "tests/unit/roster_runs.hpp"
#include <rapidcheck.h>

#include "sim/base/exact.hpp"
#include "sim/engine/capacity/market_prices.hpp"

namespace drawdown {
namespace {

TEST_CASE("a job is refused for the first reason that holds") {
  Run run(scenario_of());
  CHECK(run.refusal("research", "", 32).empty());
  CHECK(run.refusal("nobody", "v4", 1000) == "unknown_pool");
  CHECK(run.refusal("research", "h100", 1000) == "not_admitted");
  CHECK(run.refusal("serving", "h100", 1).empty());
  CHECK(run.refusal("serving", "h100", 17) == "too_large");
  // 4 units of 8 are the most that research may have, 2 the most that others may.
  CHECK(run.refusal("research", "", 33) == "too_large");
  CHECK(run.refusal("batch", "", 17) == "too_large");
  CHECK(run.refusal("batch", "", 16).empty());
}

TEST_CASE("a job is too long where no reservation that could hold it lasts from now on") {
  Run run(scenario_of());
  CHECK(run.refusal("research", "", 32, 100).empty());  // all of [100, 200)
  CHECK(run.refusal("research", "", 32, 101) == "too_long");
  CHECK(run.refusal("research", "", 16, 101).empty());  // the open one lasts
  run.state.view.now = at_ms(150);
  CHECK(run.refusal("research", "", 32, 50).empty());
  CHECK(run.refusal("research", "", 32, 51) == "too_long");
  run.state.view.now = at_ms(200);
  CHECK(run.refusal("research", "", 32, 0) == "too_long");
}

TEST_CASE("a job runs where its data can come, and is refused where they come to no pool of its") {
  Scenario scenario = scenario_of();
  // h100 is at a site of its own, and a link leads away from it.
  scenario.platform.sites = {Site{"iowa", "", ""}, Site{"virginia", "", ""}};
  scenario.platform.pools[1].site = SiteId{1};
  scenario.platform.network = {2, {{SiteId{1}, SiteId{0}, 1e9, Duration{0}, 0}}};
  scenario.platform.data_sets = {{"at_iowa", 1, {SiteId{0}}}, {"at_virginia", 1, {SiteId{1}}}};
  Run run(scenario);
  std::deque<JobTerms> all_terms;
  const auto admit = [&](std::string_view tenant, std::string_view pool, std::string_view data) {
    JobTerms& terms = all_terms.emplace_back();
    terms.data_set = data;
    Job job;
    job.tenant = tenant;
    job.pool = pool;
    job.terms = &terms;
    job.chips = Chips{1};
    job.run = job.requested = Duration{1};
    return run.roster.admit(std::move(job), run.number++);
  };
  const auto relations = [&](const Gang& gang) {
    return run.state.view.demands[gang.demand.index()].relations;
  };
  using enum Relation;
  const Gang iowa = admit("serving", "", "at_iowa");
  CHECK(iowa.data_set == DataSetId{0});
  CHECK(relations(iowa) == std::vector<Relation>{not_admitted, usable, ineligible});
  CHECK(relations(admit("serving", "", "at_virginia")) ==
        std::vector<Relation>{not_admitted, usable, usable});
  CHECK(relations(admit("serving", "", "")) == std::vector<Relation>{not_admitted, usable, usable});
  CHECK(run.roster.refusal(admit("serving", "h100", "at_virginia")).empty());
  CHECK(run.roster.refusal(admit("serving", "h100", "at_iowa")) == "no_data_route");
  CHECK(run.roster.refusal(admit("research", "h100", "at_iowa")) == "no_data_route");
  const JobTerms lacks_both{.data_set = "at_iowa", .runs_on = {{"a", {}}}};
  CHECK(run.roster.refusal(run.admit_for(lacks_both, 0, "h100")) == "no_accelerator");
  CHECK(run.roster.refusal(admit("research", "h100", "at_virginia")) == "not_admitted");
  CHECK_THROWS_AS(admit("serving", "", "nowhere"), Bug);
}

TEST_CASE("what the source itself knows comes before all") {
  Run run(scenario_of());
  Gang& gang = run.admit("nobody", "v4", 0, 0, 0);
  gang.job.refusal = "no_chips";
  CHECK(run.roster.refusal(gang) == "no_chips");
}

TEST_CASE("the estimate is what the policy is told to believe") {
  const auto estimate_of = [](Estimate estimate, Overrun overrun, std::int64_t run_ms) {
    Run run(scenario_of(estimate, overrun));
    return run.admit("research", "", 1, run_ms, 60).estimate;
  };
  CHECK(estimate_of(Estimate::requested, Overrun::kill, 50) == Duration{60});
  CHECK(estimate_of(Estimate::requested, Overrun::allow, 70) == Duration{60});
  CHECK(estimate_of(Estimate::actual, Overrun::kill, 50) == Duration{50});
  CHECK(estimate_of(Estimate::actual, Overrun::kill, 70) == Duration{60});
  CHECK(estimate_of(Estimate::actual, Overrun::allow, 70) == Duration{70});
}

TEST_CASE("gangs that may use the same reservations have the same demand") {
  Run run(scenario_of());
  const DemandId any = run.admit("batch", "", 1, 1, 1).demand;
  CHECK(run.admit("other", "", 1, 1, 1).demand == any);
  CHECK(run.admit("batch", "v5p", 1, 1, 1).demand != any);
  CHECK(run.admit("other", "v5p", 2, 1, 1).demand == run.admit("batch", "v5p", 1, 1, 1).demand);
  const DemandId research = run.admit("research", "v5p", 1, 1, 1).demand;
  using enum Relation;
  CHECK(run.state.view.demands[any.index()].relations ==
        std::vector<Relation>{not_admitted, usable, not_admitted});
  CHECK(run.state.view.demands[research.index()].relations ==
        std::vector<Relation>{usable, usable, ineligible});
  CHECK(run.state.view.demands[research.index()].usable ==
        std::vector<PartitionId>{PartitionId{0}, PartitionId{1}});
}

// A spot market, a pool that is reserved for all, and an on-demand market, in this order.
Scenario scenario_of_markets(PoolChoice choice) {
  Scenario scenario;
  scenario.policy.pool_choice = choice;
  Platform& platform = scenario.platform;
  for (const char* name : {"spot", "base", "demand"}) {
    platform.pools.push_back({name, SiteId{0}, Units{4}, Chips{1}});
  }
  platform.pools[0].market = MarketKind::spot;
  platform.pools[2].market = MarketKind::on_demand;
  platform.reservations = {market_reservation(PoolId{0}, platform.pools[0]),
                           standing_reservation(PoolId{1}, platform.pools[1]),
                           market_reservation(PoolId{2}, platform.pools[2])};
  return scenario;
}

TEST_CASE("reservations come first, then on-demand, then spot, where the policy chooses so") {
  const auto usable = [](PoolChoice choice) {
    Run run(scenario_of_markets(choice));
    const Gang& gang = run.admit("batch", "", 1, 1, 1);
    return run.state.view.demands[gang.demand.index()].usable;
  };
  CHECK(usable(PoolChoice::platform_order) ==
        std::vector<PartitionId>{PartitionId{0}, PartitionId{1}, PartitionId{2}});
  CHECK(usable(PoolChoice::committed_first) ==
        std::vector<PartitionId>{PartitionId{1}, PartitionId{2}, PartitionId{0}});
}

// Each pool of the scenario with its accelerator, and markets at these prices.
void price_markets(Scenario& scenario, const std::vector<std::string>& accelerators,
                   std::vector<PriceEntry> prices) {
  auto& pools = scenario.platform.pools;
  for (std::size_t i = 0; i < pools.size(); ++i)
    pools[i].accelerator.emplace().name = accelerators[i];
  scenario.prices = PriceList(std::move(prices), scenario.platform);
}

// Of a pool, from so many ms of the run on, in micro-dollars.
PriceEntry price_of(std::size_t pool, std::int64_t price, std::int64_t from_ms = 0) {
  PriceEntry entry;
  entry.kind = ScopeKind::pool;
  entry.pools = {PoolId{pool}};
  entry.on_demand = entry.spot = Price{price};
  entry.from = at_ms(from_ms);
  return entry;
}

using Order = std::vector<PartitionId>;
constexpr PartitionId kSpot{0};
constexpr PartitionId kBase{1};
constexpr PartitionId kDemand{2};

TEST_CASE("the cheapest progress comes first, of each job by its own speeds") {
  Scenario scenario = scenario_of_markets(PoolChoice::cheapest);
  price_markets(scenario, {"slow", "slow", "fast"},
                {price_of(0, 2'000'000), price_of(2, 3'000'000)});
  Run run(scenario);
  MarketPrices(run.state).begin(kRunStart);
  std::deque<JobTerms> terms;
  const auto demand = [&](const RunsOn& runs_on) {
    const JobTerms& ours = terms.emplace_back(JobTerms{.runs_on = runs_on});
    return run.admit_for(ours).demand;
  };
  const auto order = [&](const RunsOn& runs_on) {
    return run.state.view.demands[demand(runs_on).index()].usable;
  };
  // A chip-hour: 2 and 3 dollars. Of the work of an hour: 2 / 1 and 3 / 2 = 1.50.
  CHECK(order({}) == Order{kBase, kSpot, kDemand});
  CHECK(order({{"slow", {}}, {"fast", {.speed = 2}}}) == Order{kBase, kDemand, kSpot});
  // 2 / 0.2 = 10 = 3 / 0.3.
  CHECK(order({{"slow", {.speed = 0.2}}, {"fast", {.speed = 0.3}}}) ==
        Order{kBase, kSpot, kDemand});
  // One demand for all whose speeds are the same in the markets.
  const RunsOn twice = {{"slow", {.speed = 2}}, {"fast", {.speed = 2}}};
  CHECK(demand(twice) == demand(twice));
  CHECK(demand(twice) != demand({}));
  CHECK(run.state.view.demands.size() == 4);
}

TEST_CASE("what replicas serve is their progress") {
  Scenario scenario = scenario_of_markets(PoolChoice::cheapest);
  price_markets(scenario, {"slow", "slow", "fast"},
                {price_of(0, 2'000'000), price_of(2, 3'000'000)});
  scenario.services.resize(1);
  ServiceSpec& service = scenario.services.front();
  service.terms.runs_on = {{"slow", {}}, {"fast", {}}};
  const auto order = [&](std::int64_t slow, std::int64_t fast) {
    service.throughputs = {RequestRate{slow}, RequestRate{fast}};
    Run run(scenario);
    MarketPrices(run.state).begin(kRunStart);
    Job job;
    job.chips = Chips{1};
    job.run = job.requested = kForever;
    job.service = ServiceId{0};
    job.terms = &run.scenario.services.front().terms;
    const Gang& gang = run.roster.admit(std::move(job), 0);
    return run.state.view.demands[gang.demand.index()].usable;
  };
  // 3 / (15 / 10) = 2.00, as on the reference; a little faster, and it is less.
  CHECK(order(10'000, 15'000) == Order{kBase, kSpot, kDemand});
  CHECK(order(10'000, 15'001) == Order{kBase, kDemand, kSpot});
}

TEST_CASE("the order is that of the hour's prices; no price is a price of 0") {
  Scenario scenario = scenario_of_markets(PoolChoice::cheapest);
  scenario.start = Date{} + std::chrono::minutes(30);
  constexpr std::int64_t kHalfHour = 1'800'000;
  price_markets(scenario, {"a", "a", "a"},
                {price_of(0, 2), price_of(0, 4, kHalfHour), price_of(0, 6, 3 * kHalfHour),
                 price_of(2, 5, kHalfHour)});
  Run run(scenario);
  MarketPrices prices(run.state);
  const auto order = [&](std::int64_t ms) {
    prices.begin(at_ms(ms));
    return run.state.view.demands.front().usable;
  };
  prices.begin(kRunStart);
  run.admit_for(kPlainTerms);
  // Spot and on-demand: 2 and none in the half hour of the run's start, then 4 and 5, then 6 and 5.
  CHECK(order(0) == Order{kBase, kDemand, kSpot});
  CHECK(order(kHalfHour - 1) == Order{kBase, kDemand, kSpot});
  CHECK(order(kHalfHour) == Order{kBase, kSpot, kDemand});
  CHECK(order(3 * kHalfHour - 1) == Order{kBase, kSpot, kDemand});
  CHECK(order(3 * kHalfHour) == Order{kBase, kDemand, kSpot});
  CHECK(order(100 * kHalfHour) == Order{kBase, kDemand, kSpot});
}

// Of six markets, in the reverse of platform order at first.
void check_order_by_cost() {
  constexpr std::size_t kMarkets = 6;
  using Numbers = std::vector<std::int64_t>;
  const auto prices = *rc::gen::container<Numbers>(kMarkets, rc::gen::inRange<std::int64_t>(0, 20));
  const auto eighths =
      *rc::gen::container<Numbers>(kMarkets, rc::gen::inRange<std::int64_t>(1, 40));
  std::vector<Partition> partitions(kMarkets);
  Demand demand{};
  std::vector<std::pair<std::int64_t, PartitionId>> expected;
  for (std::size_t i = 0; i < kMarkets; ++i) {
    partitions[i].market = MarketKind::spot;
    partitions[i].price = Price{prices[i]};
    demand.speeds.push_back(static_cast<double>(eighths[i]) / 8);
    demand.usable.emplace_back(kMarkets - 1 - i);
    // price / (eighths / 8)
    expected.emplace_back(divide_half_up(8 * prices[i], eighths[i]), PartitionId{i});
  }
  std::ranges::sort(expected);
  order_usable(PoolChoice::cheapest, partitions, demand);
  for (std::size_t i = 0; i < kMarkets; ++i) RC_ASSERT(demand.usable[i] == expected[i].second);
}

TEST_CASE("the order by cost is that of whole micro-dollars, then of the platform") {
  REQUIRE(rc::check("as divided in whole numbers", [] { check_order_by_cost(); }));
}

TEST_CASE("a job is eligible in markets of the kinds that it uses") {
  Run run(scenario_of_markets(PoolChoice::platform_order));
  std::deque<JobTerms> terms;
  const auto admit = [&](MarketUse markets, std::string_view pool = "",
                         const RunsOn& runs_on = {}) -> const Gang& {
    Job job;
    job.tenant = "batch";
    job.pool = pool;
    job.chips = Chips{1};
    job.run = job.requested = Duration{1};
    job.terms = &terms.emplace_back(JobTerms{.runs_on = runs_on, .markets = markets});
    return run.roster.admit(std::move(job), run.number++);
  };
  const auto relations = [&](MarketUse markets) {
    return run.state.view.demands[admit(markets).demand.index()].relations;
  };
  using enum Relation;
  CHECK(relations({true, true}) == std::vector<Relation>{usable, usable, usable});
  CHECK(relations({true, false}) == std::vector<Relation>{ineligible, usable, usable});
  CHECK(relations({false, true}) == std::vector<Relation>{usable, usable, ineligible});
  CHECK(relations({false, false}) == std::vector<Relation>{ineligible, usable, ineligible});
  CHECK(run.roster.refusal(admit({true, false}, "spot")) == "not_admitted");
  CHECK(run.roster.refusal(admit({false, true}, "spot")).empty());
  for (Pool& pool : run.scenario.platform.pools) pool.accelerator.emplace().name = "a";
  const RunsOn on_a = {{"a", {}}};
  CHECK(run.roster.refusal(admit({true, false}, "spot", on_a)) == "no_accelerator");
  CHECK(run.roster.refusal(admit({true, true}, "spot", on_a)).empty());
}

TEST_CASE("an arriving gang waits, under a number of its own; ids of those that left return") {
  Run run(scenario_of());
  Gang& first = run.admit("batch", "", 1, 5, 7);
  const GangId id = first.id;
  CHECK(first.status == GangStatus::waiting);
  CHECK(run.state.tenant(first) == "batch");
  CHECK(run.admit("research", "", 1, 1, 1).id != id);
  run.roster.dismiss(first);
  CHECK(first.status == GangStatus::absent);
  const Gang& next = run.admit("research", "", 3, 1, 1);
  CHECK(next.id == id);
  CHECK(next.number == 2);
  CHECK(next.waiting().chips == Chips{3});
  CHECK(run.state.gangs.size() == 2);
  CHECK(run.state.tenants == std::vector<std::string>{"batch", "research"});
}

}  // namespace
}  // namespace drawdown
