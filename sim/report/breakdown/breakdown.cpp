#include "sim/report/breakdown/breakdown.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/base/errors.hpp"
#include "sim/base/exact.hpp"
#include "sim/base/text.hpp"
#include "sim/config/lines/csv_lines.hpp"
#include "sim/report/tables/row.hpp"

namespace drawdown {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMonthLength = 7;  // of a date: `2027-01`
constexpr double kMillionths = 1e6;

constexpr Dimension kOfWaterfall[] = {
    {"month", "month"}, {"contract", "payer"}, {"reservation", "reservation"},
    {"pool", "pool"},   {"holder", "holder"},  {"tenant", "tenant"},
    {"cause", "cause"}};
constexpr Summand kWaterfallMeasures[] = {
    {"chip_ms", "chip_ms", false, "chip-hours", kMsPerHour, 1},
    {"usd", "usd", true, "USD", kMillionths, 2}};

constexpr Dimension kOfLedger[] = {{"month", "BillingPeriodStart", kMonthLength},
                                   {"charge", "ChargeDescription"},
                                   {"contract", "x_Payer"},
                                   {"provider", "ProviderName"},
                                   {"region", "RegionId"},
                                   {"accelerator", "SkuId"},
                                   {"reservation", "CapacityReservationId"},
                                   {"tenant", "SubAccountId"},
                                   {"status", "CommitmentDiscountStatus"}};
constexpr Summand kLedgerMeasures[] = {
    {"chip_hours", "ConsumedQuantity", true, "chip-hours", kMillionths, 1},
    {"list_usd", "ListCost", true, "list USD", kMillionths, 2},
    {"billed_usd", "BilledCost", true, "billed USD", kMillionths, 2},
    {"effective_usd", "EffectiveCost", true, "effective USD", kMillionths, 2}};

// Where the columns stand that are asked for.
struct Columns {
  struct Found {
    std::size_t at;
    std::size_t length;
  };
  std::size_t count;
  std::vector<Found> dimensions;
  std::vector<std::size_t> measures;
};

std::size_t find(const CsvHeader& header, std::string_view column) {
  const auto found = std::ranges::find(header.names, column);
  if (found == header.names.end()) {
    throw InputError(fmt::format("{}: it has no column '{}'", header.place.file, column));
  }
  return static_cast<std::size_t>(found - header.names.begin());
}

Columns columns_of(const CsvHeader& header, const BreakdownTable& table,
                   const std::vector<std::string>& dimensions) {
  Columns columns{header.names.size(), {}, {}};
  for (const std::string& name : dimensions) {
    const auto dimension = std::ranges::find(table.dimensions, name, &Dimension::name);
    require(dimension != table.dimensions.end(), "{} is no dimension of {}", name, table.file);
    columns.dimensions.push_back({find(header, dimension->column), dimension->length});
  }
  for (const Summand& measure : table.measures) {
    columns.measures.push_back(find(header, measure.column));
  }
  return columns;
}

// Sums by the fields of the dimensions, each of which has a rank: when it came first.
class Sums {
 public:
  Sums(const BreakdownTable& table, Columns columns)
      : table_(table), columns_(std::move(columns)), ranks_(columns_.dimensions.size()) {}

  void add(const std::vector<Field>& fields, LineFaults& faults) {
    std::vector<std::size_t> key;
    for (std::size_t i = 0; i < ranks_.size(); ++i) {
      const auto& [at, length] = columns_.dimensions[i];
      const std::string field(fields[at].text.substr(0, length));
      key.push_back(ranks_[i].emplace(field, ranks_[i].size()).first->second);
    }
    auto& sums = sums_.emplace(key, table_.measures.size()).first->second;
    for (std::size_t i = 0; i < sums.size(); ++i) {
      const Field& field = fields[columns_.measures[i]];
      if (field.text.empty()) continue;
      const auto amount = parse_scaled(field.text, table_.measures[i].has_decimals ? 1'000'000 : 1);
      if (!amount) faults.expected("a number", field);
      sums[i] += amount.value_or(0);
    }
  }

  std::vector<Breakdown::Row> rows() const {
    std::vector<std::vector<std::string>> fields;  // by dimension and rank
    for (const auto& ranks : ranks_) {
      auto& names = fields.emplace_back(ranks.size());
      for (const auto& [field, rank] : ranks) names[rank] = field;
    }
    std::vector<Breakdown::Row> rows;
    for (const auto& [key, sums] : sums_) {
      Breakdown::Row& row = rows.emplace_back();
      for (std::size_t i = 0; i < key.size(); ++i) row.fields.push_back(fields[i][key[i]]);
      for (const Wide sum : sums) row.sums.push_back(divide_down(sum, 1));
    }
    return rows;
  }

 private:
  const BreakdownTable& table_;
  Columns columns_;
  std::vector<std::map<std::string, std::size_t>> ranks_;  // by dimension
  std::map<std::vector<std::size_t>, std::vector<Wide>> sums_;
};

std::string text_of(std::int64_t sum, const Summand& measure) {
  return fmt::format("{:.{}f}", static_cast<double>(sum) / measure.unit, measure.decimals);
}

// Columns of dimensions to the left, of measures to the right.
std::string aligned(const std::vector<std::vector<std::string>>& lines, std::size_t left) {
  std::vector<std::size_t> widths(lines.front().size());
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
  }
  std::string text;
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (i > 0) text += "  ";
      text += i < left ? fmt::format("{:<{}}", line[i], widths[i])
                       : fmt::format("{:>{}}", line[i], widths[i]);
    }
    text += '\n';
  }
  return text;
}

}  // namespace

std::vector<std::string> BreakdownTable::dimension_names() const {
  std::vector<std::string> names;
  for (const Dimension& dimension : dimensions) names.emplace_back(dimension.name);
  return names;
}

const BreakdownTable& waterfall_breakdown() {
  static constexpr BreakdownTable kTable{"waterfall.csv", "it has no waterfall.csv", kOfWaterfall,
                                         kWaterfallMeasures};
  return kTable;
}

const BreakdownTable& ledger_breakdown() {
  static constexpr BreakdownTable kTable{
      "ledger.csv",
      "it has no ledger.csv: the run had no contracts, prices, markets and own hardware", kOfLedger,
      kLedgerMeasures};
  return kTable;
}

Breakdown break_down(const std::filesystem::path& directory, const BreakdownTable& table,
                     const std::vector<std::string>& dimensions) {
  std::error_code ignored;
  if (!std::filesystem::exists(directory / "run.yaml", ignored)) {
    throw InputError(fmt::format("{}: expected a run directory", directory.string()));
  }
  const std::filesystem::path path = directory / table.file;
  if (!std::filesystem::exists(path, ignored)) {
    throw InputError(fmt::format("{}: {}", directory.string(), table.missing));
  }
  LineReader lines(path.string());
  Diagnostics diagnostics;
  const CsvHeader header = read_csv_header(lines, diagnostics);
  diagnostics.raise_if_any();
  Sums sums(table, columns_of(header, table, dimensions));
  FieldSplitter splitter;
  LineFaults faults;
  for (std::string_view line; lines.next(line);) {
    const auto& fields = splitter.split(line, header.names.size(), faults);
    faults.raise_if_any(lines, line);
    sums.add(fields, faults);
    faults.raise_if_any(lines, line);
  }
  return {&table, dimensions, sums.rows()};
}

std::string breakdown_text(const Breakdown& breakdown) {
  const auto& measures = breakdown.table->measures;
  std::vector<std::vector<std::string>> lines = {breakdown.dimensions};
  for (const Summand& measure : measures) lines[0].emplace_back(measure.heading);
  std::vector<Wide> totals(measures.size());
  for (const Breakdown::Row& row : breakdown.rows) {
    auto& line = lines.emplace_back();
    for (const std::string& field : row.fields) line.push_back(field.empty() ? "-" : field);
    for (std::size_t i = 0; i < measures.size(); ++i) {
      line.push_back(text_of(row.sums[i], measures[i]));
      totals[i] += row.sums[i];
    }
  }
  auto& last = lines.emplace_back(breakdown.dimensions.size());
  if (!last.empty()) last[0] = "total";
  for (std::size_t i = 0; i < measures.size(); ++i) {
    last.push_back(text_of(divide_down(totals[i], 1), measures[i]));
  }
  return aligned(lines, breakdown.dimensions.size());
}

std::string breakdown_csv(const Breakdown& breakdown) {
  TextBuffer out;
  Row header(out);
  for (const std::string& name : breakdown.dimensions) header.text(name);
  for (const Summand& measure : breakdown.table->measures) header.text(measure.name);
  header.end();
  for (const Breakdown::Row& sums : breakdown.rows) {
    Row row(out);
    for (const std::string& field : sums.fields) row.text(field);
    for (std::size_t i = 0; i < sums.sums.size(); ++i) {
      breakdown.table->measures[i].has_decimals ? row.millionths(sums.sums[i])
                                                : row.number(sums.sums[i]);
    }
    row.end();
  }
  return std::string(out.view());
}

std::string breakdown_json(const Breakdown& breakdown) {
  Json json = Json::array();
  for (const Breakdown::Row& row : breakdown.rows) {
    Json& object = json.emplace_back(Json::object());
    for (std::size_t i = 0; i < row.fields.size(); ++i) {
      object[breakdown.dimensions[i]] = row.fields[i];
    }
    for (std::size_t i = 0; i < row.sums.size(); ++i) {
      const Summand& measure = breakdown.table->measures[i];
      object[std::string(measure.name)] = measure.has_decimals
                                              ? Json(static_cast<double>(row.sums[i]) / kMillionths)
                                              : Json(row.sums[i]);
    }
  }
  return json.dump(2) + "\n";
}

}  // namespace drawdown
