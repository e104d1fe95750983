#include "sim/engine/scenario_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/base/run_calendar.hpp"
#include "sim/base/text.hpp"
#include "sim/config/reader.hpp"
#include "sim/model/catalogue/catalogue.hpp"
#include "sim/model/catalogue/geometry_rules.hpp"
#include "sim/model/contracts/reading/contract_forms.hpp"
#include "sim/model/contracts/reading/contract_reader.hpp"
#include "sim/model/contracts/reading/price_reader.hpp"
#include "sim/model/named_things.hpp"
#include "sim/model/platform_reader.hpp"
#include "sim/policy/policy_reader.hpp"
#include "sim/workload/services/service_reader.hpp"
#include "sim/workload/workload_reader.hpp"

namespace drawdown {

// When a run ends: at a date, or when it has drained.
struct RunEnd {
  std::optional<Date> date;
};

template <>
struct Quantity<RunEnd> {
  static constexpr std::string_view expected = "'drained' or a date (UTC), e.g. 2026-01-31";
  static std::optional<RunEnd> parse(std::string_view text) {
    if (text == "drained") return RunEnd{};
    const auto date = parse_date(text);
    return date ? std::optional(RunEnd{date}) : std::nullopt;
  }
};

namespace {

struct Span {
  Date start;
  std::optional<Date> end;
};

Span read_span(MapReader& reader) {
  Span span;
  span.start = reader.optional<Date>("start", "1970-01-01");
  span.end = reader.optional<RunEnd>("end", "drained").date;
  if (span.end && *span.end <= span.start) {
    reader.not_after("end", *span.end, "start", span.start);
  }
  if (span.end && *span.end - span.start > kLastMoment - kRunStart) {
    reader.error("end", "expected an end within 1,000 years of the start");
  }
  return span;
}

// Conservative backfilling plans by counts, and a count says nothing of places.
void check_plans(const Scenario& scenario, Node& root, Diagnostics& diagnostics) {
  if (scenario.policy.backfill != Backfill::conservative) return;
  for (const Pool& pool : scenario.platform.pools) {
    const GeometryKind kind = kind_of(pool.geometry);
    if (kind == GeometryKind::alike) continue;
    diagnostics.add(root.find("policy")->find("backfill")->place,
                    fmt::format("policy.backfill: conservative plans by counts of units, but in "
                                "pool '{}' ({}) their places matter: expected none or easy",
                                pool.name, word_of(kind)));
  }
}

bool runs_on(const JobTerms& terms, const Pool& pool) {
  if (terms.runs_on.empty()) return true;
  const auto is_it = [&](const Port& port) { return port.accelerator == pool.accelerator->name; };
  return pool.accelerator && std::ranges::any_of(terms.runs_on, is_it);
}

// Where jobs may run there is storage for their checkpoints.
void check_storage(const Node* jobs, std::string_view path, const JobTerms& terms,
                   const Platform& platform, Diagnostics& diagnostics) {
  if (terms.recovery.bytes == 0) return;
  const Node* const pool_name = jobs->find("pool");
  for (const Pool& pool : platform.pools) {
    const bool may_use = pool_name == nullptr || pool_name->text == pool.name;
    if (pool.storage || !may_use || !runs_on(terms, pool)) continue;
    const Node& bytes = *jobs->find("checkpoint")->find("bytes");
    diagnostics.add(bytes.place, fmt::format("{}: pool '{}' has no storage to write to",
                                             key_path(path, "checkpoint.bytes"), pool.name));
  }
}

void check_storage(const Node& workload, const RunInput& input, Diagnostics& diagnostics) {
  const Platform& platform = input.scenario.platform;
  if (const auto* const trace = std::get_if<TraceSpec>(&input.workload)) {
    check_storage(workload.find("trace"), "workload.trace", trace->terms, platform, diagnostics);
    return;
  }
  const auto& streams = std::get<std::vector<StreamSpec>>(input.workload);
  for (std::size_t i = 0; i < streams.size(); ++i) {
    check_storage(&workload.find("streams")->items[i], item_path("workload.streams", i),
                  streams[i].terms, platform, diagnostics);
  }
}

// What the jobs of a stream or a trace read is on the platform.
void check_data(const Node* jobs, std::string_view path, const Platform& platform,
                Diagnostics& diagnostics) {
  const Node* const data = jobs == nullptr ? nullptr : jobs->find("data");
  if (data == nullptr || data->kind != NodeKind::scalar) return;
  if (find_named(platform.data_sets, data->text) != nullptr) return;
  diagnostics.add(data->place, fmt::format("{}: {}", key_path(path, "data"),
                                           unknown_name_text("data set", data->text,
                                                             names_of(platform.data_sets))));
}

void check_data(const Node& workload, const Platform& platform, Diagnostics& diagnostics) {
  check_data(workload.find("trace"), "workload.trace", platform, diagnostics);
  const Node* const streams = workload.find("streams");
  if (streams == nullptr) return;
  for (std::size_t i = 0; i < streams->items.size(); ++i) {
    check_data(&streams->items[i], item_path("workload.streams", i), platform, diagnostics);
  }
}

void write_accelerators(const RunsOn& runs_on, MapReader& platform) {
  for (const Port& port : runs_on) {
    const Accelerator* const known = find_named(catalogue(), port.accelerator);
    if (known != nullptr) write_accelerator(platform, *known);
  }
}

// A run rests on the figures of the accelerators that its streams and services name, as of those of
// its pools.
void write_accelerators(const RunInput& input, MapReader& platform) {
  for (const ServiceSpec& service : input.scenario.services) {
    write_accelerators(service.terms.runs_on, platform);
  }
  const auto* const streams = std::get_if<std::vector<StreamSpec>>(&input.workload);
  if (streams == nullptr) return;
  for (const StreamSpec& stream : *streams) {
    write_accelerators(stream.terms.runs_on, platform);
  }
}

// What is owed and what it costs. Names are looked up in a platform that is right.
void read_money(MapReader& reader, const Platform* platform, Scenario& scenario) {
  constexpr std::string_view kKeys[] = {"contracts", "prices", "accounting"};
  const auto there = [&](std::string_view key) { return reader.node(key) != nullptr; };
  const auto costs = [](const Pool& pool) { return pool.market || pool.owned; };
  const auto drains = [](const Reservation& place) { return place.left_by.valid(); };
  // All keys are looked at: none is unknown.
  scenario.has_ledger =
      std::ranges::count_if(kKeys, there) > 0 ||
      (platform != nullptr && (std::ranges::any_of(platform->pools, costs) ||
                               std::ranges::any_of(platform->reservations, drains)));
  if (!scenario.has_ledger) return;
  scenario.prices = read_prices(reader, platform, scenario.start, scenario.assumed_terms);
  scenario.contracts =
      read_contracts(reader, {platform, &scenario.prices, scenario.start}, scenario.assumed_terms);
  scenario.accounting = read_accounting(reader.optional_map("accounting"));
}

// What drains is charged at the list price, from the end of its reservation on.
void check_drains(const Scenario& scenario, Node& root, Diagnostics& diagnostics) {
  const RunCalendar calendar(scenario.start);
  for (const Reservation& place : scenario.platform.reservations) {
    if (!place.left_by.valid()) continue;
    const std::size_t number = place.left_by.index();
    const Instant until = scenario.platform.reservations[number].until;
    const Instant hour = calendar.end_of_hour(until) - std::chrono::hours(1);
    if (scenario.prices.at(place.pool, std::max(hour, kRunStart))) continue;
    Node& reservation = root.find("platform")->find("reservations")->items[number];
    diagnostics.add(reservation.find("at_end")->place,
                    fmt::format("{}.at_end: pool '{}' has no list price (on_demand) at the end of "
                                "the reservation: what drains is charged at it",
                                item_path("platform.reservations", number),
                                scenario.platform.pools[place.pool.index()].name));
  }
}

// Which parts a tree must have; those that it has are read all the same.
enum class Needed { nothing, workload, everything };

RunInput read_parts(Node& root, Needed needed, Diagnostics& diagnostics) {
  RunInput input;
  Scenario& scenario = input.scenario;
  scenario.file = root.place.file;
  MapReader reader(root, "", diagnostics);
  reader.node("manifest");  // of the run whose run.yaml this is; nothing follows from it
  const Span span = read_span(reader);
  scenario.start = span.start;
  if (span.end) scenario.end = kRunStart + (*span.end - span.start);
  scenario.seed = reader.optional<std::uint64_t>("seed", "1");
  std::optional<MapReader> platform;
  const std::size_t faults = diagnostics.count();
  if (needed == Needed::everything || reader.has("platform")) {
    platform.emplace(reader.map("platform"));
    scenario.platform = read_platform(*platform, span.start);
  }
  const bool is_sound = platform && diagnostics.count() == faults;
  const std::size_t unsound = diagnostics.count();
  read_money(reader, is_sound ? &scenario.platform : nullptr, scenario);
  if (is_sound && diagnostics.count() == unsound) check_drains(scenario, root, diagnostics);
  if (needed != Needed::nothing || reader.has("workload")) {
    MapReader workload = reader.map("workload");
    const std::vector<Accelerator>& own = scenario.platform.accelerators;
    scenario.services = read_services(workload, span.start, span.end.has_value(), own);
    input.workload = read_workload(std::move(workload), span.start, span.end, own);
    if (platform) write_accelerators(input, *platform);
  }
  if (reader.has("platform") && reader.has("workload")) {
    check_data(*reader.node("workload"), scenario.platform, diagnostics);
    check_storage(*reader.node("workload"), input, diagnostics);
  }
  scenario.policy = read_policy(reader.optional_map("policy"));
  check_plans(scenario, root, diagnostics);
  // A catalogue is checked alone: platforms have lists of their own.
  if (needed == Needed::nothing && reader.has("accelerators")) read_catalogue(reader);
  if (needed == Needed::nothing && reader.has("contract_forms")) read_contract_forms(reader);
  reader.finish();
  return input;
}

}  // namespace

RunInput read_scenario(Node& root, Diagnostics& diagnostics) {
  return read_parts(root, Needed::everything, diagnostics);
}

RunInput read_workload_only(Node& root, Diagnostics& diagnostics) {
  return read_parts(root, Needed::workload, diagnostics);
}

RunInput check_parts(Node& root, Diagnostics& diagnostics) {
  return read_parts(root, Needed::nothing, diagnostics);
}

WorkloadContext workload_context(const Scenario& scenario) {
  WorkloadContext context;
  context.start = scenario.start;
  if (scenario.end) context.end = scenario.start + (*scenario.end - kRunStart);
  context.seed = scenario.seed;
  for (const Pool& pool : scenario.platform.pools) {
    context.pool_chips.emplace(pool.name, pool.chips());
  }
  context.total_chips = scenario.platform.chips();
  return context;
}

}  // namespace drawdown
