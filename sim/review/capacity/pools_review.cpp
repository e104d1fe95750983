#include "sim/review/capacity/pools_review.hpp"

#include <algorithm>
#include <tuple>

#include "sim/model/catalogue/geometry_rules.hpp"
#include "sim/review/run/name_index.hpp"
#include "sim/review/series/largest.hpp"

namespace drawdown {
namespace {

using Json = nlohmann::ordered_json;

Json pool_json(const Pool& pool) {
  Json json = {{"name", pool.name},
               {"units", pool.units.value()},
               {"chips_per_unit", pool.chips_per_unit.value()},
               {"geometry", word_of(kind_of(pool.geometry))}};
  if (const auto* const torus = std::get_if<TorusSpec>(&pool.geometry)) {
    json["host"] = torus->host.extents;
    json["block"] = torus->block.extents;
    json["pod"] = torus->pod.extents;
  }
  return json;
}

// Units that went down, a row of events.csv.
struct Failure {
  Instant at;
  std::size_t pool;
  std::int64_t units;
  std::string what;
};

constexpr std::size_t kMostFailures = 5000;

}  // namespace

Json pools_json(const RunFiles& run, const Platform& platform, const Buckets& buckets,
                const std::vector<ChipsOverTime>& usage) {
  std::vector<NumberSeries> largest(platform.pools.size(), NumberSeries(buckets));
  std::vector<NumberSeries> draws = largest;
  const NameIndex pools("pool", platform.pools);
  for (RunTable table(run, "pools.csv", {"time_s", "pool", "largest_gang_chips", "mw"});
       table.next();) {
    const std::size_t pool = pools.find(table, 1);
    largest[pool].set(table.moment(0), static_cast<double>(table.whole(2)));
    if (!table.is_empty(3)) draws[pool].set(table.moment(0), table.decimal(3));
  }
  Json json = Json::array();
  for (std::size_t i = 0; i < platform.pools.size(); ++i) {
    largest[i].finish();
    draws[i].finish();
    Json pool = pool_json(platform.pools[i]);
    add_unless_null(pool, "largest_gang_chips", series_json(buckets, largest[i]));
    add_unless_null(pool, "free_chips", free_chips_json(platform, PoolId{i}, usage));
    add_unless_null(pool, "mw", series_json(buckets, draws[i]));
    json.push_back(std::move(pool));
  }
  return json;
}

Json failures_json(const RunFiles& run, const Platform& platform, const Buckets& buckets) {
  if (!run.has("events.csv")) return nullptr;
  const NameIndex pools("pool", platform.pools);
  Largest<std::int64_t, Failure> largest(kMostFailures);
  std::int64_t count = 0;
  for (RunTable table(run, "events.csv", {"time_s", "event", "pool", "units", "detail"});
       table.next();) {
    if (table.text(1) != "down" || !buckets.shows(table.moment(0))) continue;
    ++count;
    std::int64_t units = 0;
    for (const UnitRange& range : table.units(3)) units += range.last - range.first + 1;
    largest.add(units, [&] {
      return Failure{table.moment(0), pools.find(table, 2), units, std::string(table.text(4))};
    });
  }
  std::vector<Failure> rows = largest.take();
  std::ranges::sort(
      rows, {}, [](const Failure& row) { return std::tie(row.at, row.pool, row.units, row.what); });
  Json json = {{"count", count}, {"rows", Json::array()}};
  for (const Failure& row : rows) {
    json["rows"].push_back({to_ms(row.at), row.pool, row.units, row.what});
  }
  return json;
}

Json assumptions_json(const Platform& platform) {
  std::vector<std::pair<const Accelerator*, const SourcedValue*>> values;
  for (const Accelerator& accelerator : platform.accelerators) {
    const auto has_it = [&](const Pool& pool) {
      return pool.accelerator && pool.accelerator->name == accelerator.name;
    };
    if (std::ranges::none_of(platform.pools, has_it)) continue;
    for (const SourcedValue& value : accelerator.values) values.emplace_back(&accelerator, &value);
  }
  std::ranges::stable_sort(values, std::ranges::greater(),
                           [](const auto& value) { return value.second->confidence; });
  Json json = Json::array();
  for (const auto& [accelerator, value] : values) {
    json.push_back({{"name", accelerator->name + "." + value->key},
                    {"value", emit_line(value->value)},
                    {"confidence", word_of(value->confidence)},
                    {"source", value->source}});
  }
  return json;
}

}  // namespace drawdown
