#include "sim/review/money/money_review.hpp"

#include <array>
#include <map>

#include <fmt/format.h>

#include "sim/base/exact.hpp"
#include "sim/review/run/run_table.hpp"
#include "sim/review/series/step_series.hpp"

namespace drawdown {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMonthLength = 7;  // of a date: `2027-01`

// Rows as objects: of the columns, so many texts, then numbers.
Json rows_json(const RunFiles& run, std::string_view file, const std::vector<std::string>& columns,
               std::size_t texts) {
  Json json = Json::array();
  for (RunTable table(run, file, columns); table.next();) {
    Json& row = json.emplace_back(Json::object());
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string key = columns[i] == "payer" ? "contract" : columns[i];
      row[key] = i < texts ? Json(table.text(i)) : short_number(table.decimal(i));
    }
  }
  return json;
}

// In micro-dollars.
struct Cost {
  Wide billed = 0;
  Wide effective = 0;
};

Json dollars(Wide micro) {
  constexpr double kMicro = 1e6;
  return short_number(static_cast<double>(micro) / kMicro);
}

Json ledger_json(const RunFiles& run) {
  std::map<std::array<std::string, 4>, Cost> sums;  // by month, contract, tenant and kind
  const std::vector<std::string> columns = {
      "BillingPeriodStart",      "x_Payer",    "SubAccountId",
      "ChargeCategory",          "BilledCost", "EffectiveCost",
      "CommitmentDiscountStatus"};
  for (RunTable table(run, "ledger.csv", columns); table.next();) {
    std::string kind(table.text(3));
    if (kind == "Usage" && !table.is_empty(6)) kind += fmt::format(" {}", table.text(6));
    Cost& cost = sums[{std::string(table.text(0).substr(0, kMonthLength)),
                       std::string(table.text(1)), std::string(table.text(2)), std::move(kind)}];
    cost.billed += table.millionths(4);
    cost.effective += table.millionths(5);
  }
  Json json = Json::array();
  for (const auto& [key, cost] : sums) {
    json.push_back({{"month", key[0]},
                    {"contract", key[1]},
                    {"tenant", key[2]},
                    {"kind", key[3]},
                    {"billed_usd", dollars(cost.billed)},
                    {"effective_usd", dollars(cost.effective)}});
  }
  return json;
}

}  // namespace

Json money_json(const RunFiles& run) {
  if (!run.has("ledger.csv")) return nullptr;
  return {{"cash", rows_json(run, "cash.csv",
                             {"month", "payer", "prepaid_usd", "billed_usd", "effective_usd",
                              "invested_usd"},
                             2)},
          {"commitments", rows_json(run, "commitments.csv",
                                    {"contract", "from", "until", "quantity", "obligation", "taken",
                                     "overage", "made_up", "shortfall", "makeup_balance",
                                     "carry_balance", "charge_usd", "overage_usd"},
                                    3)},
          {"ledger", ledger_json(run)}};
}

}  // namespace drawdown
