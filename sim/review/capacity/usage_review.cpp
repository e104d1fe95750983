#include "sim/review/capacity/usage_review.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/review/run/name_index.hpp"
#include "sim/review/run/run_table.hpp"

namespace drawdown {
namespace {

using Json = nlohmann::ordered_json;

// Of those that are states of chips, in order of precedence.
std::vector<Cause> states() {
  std::vector<Cause> causes;
  for (std::size_t i = 0; i < kCauses; ++i) {
    if (!is_share_of_time(static_cast<Cause>(i))) causes.push_back(static_cast<Cause>(i));
  }
  return causes;
}

bool is_lacking(Cause cause) {
  return cause <= Cause::spare;
}
bool is_idle(Cause cause) {
  return !is_lacking(cause) && cause < kFirstHeld;
}

std::string_view name_of(Cause cause) {
  return kCauseNames[static_cast<std::size_t>(cause)];
}

void add_to(std::vector<std::int64_t>& sums, const std::vector<std::int64_t>& more) {
  sums.resize(more.size());
  for (std::size_t i = 0; i < more.size(); ++i) sums[i] += more[i];
}

// The moment at which the month `2026-01` begins in a run, and the next one.
struct Month {
  Instant begin;
  Instant end;
};

Month month_of(const RunTable& table, std::size_t column, Date start) {
  const auto date = parse_date(fmt::format("{}-01", table.text(column)));
  if (!date) table.refuse(column, "a month, e.g. 2026-01");
  const auto first = std::chrono::floor<std::chrono::days>(*date);
  const std::chrono::year_month_day day(first);
  const std::chrono::sys_days next = (day.year() / day.month() + std::chrono::months(1)) / 1;
  return {kRunStart + (*date - start), kRunStart + (Date(next) - start)};
}

// Why what is used there is in no base; empty where it is.
std::string_view market_name(const Reservation& place, const Pool& pool) {
  if (place.left_by.valid()) return "drained";
  if (!pool.market) return "";
  return *pool.market == MarketKind::on_demand ? "on_demand" : "spot";
}

}  // namespace

std::vector<ChipsOverTime> read_usage(const RunFiles& run, const Platform& platform,
                                      const Buckets& buckets) {
  const std::vector<Cause> causes = states();
  std::vector<std::string> columns = {"time_s", "reservation"};
  for (const Cause cause : causes) columns.emplace_back(name_of(cause));
  ChipsOverTime none = []<std::size_t... I>(const Buckets& all, std::index_sequence<I...>) {
    return ChipsOverTime{((void)I, ChipSeries(all))...};
  }
  (buckets, std::make_index_sequence<kCauses>());
  std::vector<ChipsOverTime> usage(platform.reservations.size(), none);
  const NameIndex reservations("reservation", platform.reservations);
  for (RunTable table(run, "usage.csv", columns); table.next();) {
    const Instant at = table.moment(0);
    ChipsOverTime& chips = usage[reservations.find(table, 1)];
    for (std::size_t i = 0; i < causes.size(); ++i) {
      drawdown::at(chips, causes[i]).set(at, table.whole(2 + i));
    }
  }
  for (ChipsOverTime& chips : usage) {
    for (ChipSeries& series : chips) series.finish();
  }
  return usage;
}

Json causes_json() {
  Json json = Json::array();
  for (const Cause cause : states()) {
    json.push_back({{"name", name_of(cause)},
                    {"kind", is_lacking(cause) ? "lacking"
                             : is_idle(cause)  ? "idle"
                                               : "held"}});
  }
  return json;
}

Json reservations_json(const Platform& platform, const std::vector<ChipsOverTime>& usage) {
  Json json = Json::array();
  for (std::size_t i = 0; i < usage.size(); ++i) {
    Json chips = Json::object();
    for (const Cause cause : states()) {
      add_unless_null(chips, name_of(cause), chip_series_json(at(usage[i], cause)));
    }
    if (chips.empty()) continue;
    const Reservation& reservation = platform.reservations[i];
    const Pool& pool = platform.pools[reservation.pool.index()];
    const Site& site = platform.sites[pool.site.index()];
    json.push_back({{"name", reservation.name},
                    {"pool", pool.name},
                    {"site", site.name},
                    {"provider", site.provider},
                    {"accelerator", pool.accelerator ? pool.accelerator->name : ""},
                    {"holder", reservation.holder},
                    {"market", market_name(reservation, pool)},
                    {"chips", std::move(chips)}});
  }
  return json;
}

Json free_chips_json(const Platform& platform, PoolId pool,
                     const std::vector<ChipsOverTime>& usage) {
  std::vector<std::int64_t> sums[3];
  for (std::size_t i = 0; i < usage.size(); ++i) {
    if (platform.reservations[i].pool != pool) continue;
    for (const Cause cause : states()) {
      const ChipSeries& series = at(usage[i], cause);
      if (!is_idle(cause) || series.is_zero()) continue;
      add_to(sums[0], series.integrals());
      add_to(sums[1], series.low());
      add_to(sums[2], series.high());
    }
  }
  if (sums[0].empty()) return nullptr;
  return {{"chip_ms", sums[0]}, {"min", sums[1]}, {"max", sums[2]}};
}

Json waterfall_json(const RunFiles& run, const Buckets& buckets) {
  const std::vector<std::string> columns = {"month", "reservation", "pool",  "holder", "tenant",
                                            "cause", "chip_ms",     "payer", "usd"};
  const bool has_ledger = run.has("ledger.csv");
  Json json = Json::array();
  for (RunTable table(run, "waterfall.csv", columns); table.next();) {
    const Month month = month_of(table, 0, run.start());
    if (month.end <= buckets.from() || month.begin >= buckets.until()) continue;
    Json& row = json.emplace_back(Json::object());
    for (std::size_t i = 0; i < 6; ++i) row[columns[i]] = table.text(i);
    row["chip_ms"] = table.whole(6);
    if (!has_ledger) continue;
    row["contract"] = table.text(7);
    row["usd"] = table.is_empty(8) ? Json(0) : short_number(table.decimal(8));
  }
  return json;
}

}  // namespace drawdown
