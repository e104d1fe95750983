#include "sim/review/text/text_report.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/base/units.hpp"

namespace drawdown {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kNameWidth = 22;

std::string line(std::string_view name, std::string_view text) {
  return fmt::format("{:<{}} {}\n", name, kNameWidth, text);
}

std::string percent(double share) {
  return fmt::format("{:.1f} %", 100 * share);
}

Date date_at(const Json& review, const char* key) {
  return Date(
      Duration(review["start_unix_ms"].get<std::int64_t>() + review[key].get<std::int64_t>()));
}

// Of a cause by its name; some of waterfall.csv are shares of productive time.
std::string kind_of(const Json& review, std::string_view cause) {
  for (const Json& one : review["causes"]) {
    if (one["name"] == cause) return one["kind"];
  }
  return "held";
}

Ink ink_of(std::string_view kind) {
  return kind == "held" ? Ink::good : kind == "idle" ? Ink::doubtful : Ink::bad;
}

std::string causes_text(const Json& review, const TextStyle& style) {
  const Json& summary = review["summary"];
  if (summary["reserved_chip_ms"] == 0) return line("reserved", "nothing");
  std::string text =
      line("reserved",
           fmt::format("{:.1f} chip-hours, {} idle", summary["reserved_chip_hours"].get<double>(),
                       percent(summary["committed_idle_share"].get<double>())));
  const std::size_t width = std::clamp<std::size_t>(style.width, 50, 120) - kNameWidth - 12;
  for (const auto& [cause, value] : summary["share_by_cause"].items()) {
    const auto share = value.get<double>();
    if (share == 0) continue;
    text += line(
        "  " + cause,
        fmt::format("{} {:>8}", inked(style, ink_of(kind_of(review, cause)), bar(share, width)),
                    percent(share)));
  }
  return text;
}

// Values of buckets, merged into at most so many columns: their means.
std::vector<double> merged(const std::vector<double>& values, std::size_t columns) {
  const std::size_t each = (values.size() + columns - 1) / columns;
  std::vector<double> means;
  for (std::size_t begin = 0; begin < values.size(); begin += each) {
    const std::size_t end = std::min(begin + each, values.size());
    double sum = 0;
    for (std::size_t i = begin; i < end; ++i) sum += values[i];
    means.push_back(sum / static_cast<double>(end - begin));
  }
  return means;
}

void add_to(std::vector<double>& sums, const Json& more) {
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += more[i].get<double>();
}

// Chip-time by kind of cause over the buckets, of reservations but markets, and what waits.
std::string charts_text(const Json& review, const TextStyle& style) {
  const auto buckets = review["buckets"].get<std::size_t>();
  std::map<std::string, std::vector<double>, std::less<>> chips;
  std::vector<double> reserved(buckets);
  for (const Json& reservation : review["reservations"]) {
    if (reservation["market"] != "") continue;
    for (const auto& [cause, series] : reservation["chips"].items()) {
      auto& sums = chips.try_emplace(kind_of(review, cause), buckets).first->second;
      add_to(sums, series["chip_ms"]);
      add_to(reserved, series["chip_ms"]);
    }
  }
  std::vector<double> waiting(buckets);
  for (const Json& tenant : review["tenants"]) {
    if (tenant.contains("chips")) add_to(waiting, tenant["chips"]["mean"]);
  }
  const std::size_t columns = std::clamp<std::size_t>(style.width, 50, 120) - kNameWidth - 14;
  const auto most = [](const std::vector<double>& values) {
    return values.empty() ? 0 : std::ranges::max(values);
  };
  const auto ms = review["width"].get<double>();
  std::string text;
  const std::vector<double> whole = merged(reserved, columns);
  for (const auto& [kind, sums] : chips) {
    text +=
        line(fmt::format("chips {}", kind),
             fmt::format("{} of {:.0f}",
                         inked(style, ink_of(kind), spark_line(merged(sums, columns), most(whole))),
                         most(whole) / ms));
  }
  if (const auto means = merged(waiting, columns); most(means) > 0) {
    text += line("chips waited for",
                 fmt::format("{} to {:.0f}", spark_line(means, most(means)), most(means)));
  }
  return text;
}

std::string wait_text(const Json& value, bool at_least) {
  return value.is_null() ? "-" : (at_least ? "≥ " : "") + shown_time(value.get<double>());
}

std::string waits_text(const Json& review) {
  const Json& summary = review["summary"];
  const auto has = [](const Json& names, const std::string& name) {
    return std::ranges::find(names, Json(name)) != names.end();
  };
  const auto row = [&](std::string_view name, const Json& of, const std::string& prefix,
                       const Json& at_least) {
    std::string text;
    for (const std::string what : {"mean", "p50", "p95", "p99"}) {
      const std::string key = fmt::format("{}{}_s", prefix, what);
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", what,
                          wait_text(of[key], has(at_least, key)));
    }
    return line(name, text);
  };
  std::string text = row("wait", summary, "wait_", summary["wait_at_least"]);
  for (const Json& one : review["waits"]["classes"]) {
    const auto name = one["name"].get<std::string>();
    text += row("  " + shown_name(name, kNameWidth - 2), one, "", one["at_least"]);
  }
  if (!review["top_waiting"].empty()) {
    const Json& job = review["jobs"][review["top_waiting"][0].get<std::size_t>()];
    const double waited = job["wait"].is_null() ? 0 : job["wait"].get<double>();
    text += line("waited longest",
                 fmt::format("{} of {}, {} chips: {}", shown_name(job["id"].get<std::string>(), 40),
                             shown_name(job["tenant"].get<std::string>(), 24),
                             job["chips"].get<std::int64_t>(),
                             shown_time((waited + job["requeue"].get<double>()) / 1000)));
  }
  return text;
}

// What of each month was not held, of reservations.
std::string months_text(const Json& review) {
  struct Month {
    double unused = 0;
    double all = 0;
  };
  std::set<std::string> markets;
  for (const Json& reservation : review["reservations"]) {
    if (reservation["market"] != "") markets.insert(reservation["name"].get<std::string>());
  }
  std::map<std::string, Month> months;
  for (const Json& row : review["waterfall"]) {
    if (row["reservation"] == "" || markets.contains(row["reservation"].get<std::string>()))
      continue;
    Month& month = months[row["month"].get<std::string>()];
    const auto time = row["chip_ms"].get<double>();
    month.all += time;
    if (kind_of(review, row["cause"].get<std::string>()) != "held") month.unused += time;
  }
  std::erase_if(months, [](const auto& month) { return month.second.all == 0; });
  if (months.empty()) return {};
  const auto share = [](const auto& month) { return month.second.unused / month.second.all; };
  const auto& worst = *std::ranges::max_element(months, {}, share);
  return line("worst month", fmt::format("{}: {} not held, of {} months", worst.first,
                                         percent(share(worst)), months.size()));
}

std::string figures_text(const Json& review) {
  const Json& summary = review["summary"];
  std::string text;
  for (const auto& [service, share] : summary["attainment"].items()) {
    text += line("attainment",
                 fmt::format("{} {}", shown_name(service, 40), percent(share.get<double>())));
  }
  if (const Json& ratio = summary["effective_training_time_ratio"]; ratio.is_number()) {
    text += line("effective time", percent(ratio.get<double>()));
  }
  if (const Json& usd = summary["effective_usd"]; usd.is_number()) {
    text += line("cost", fmt::format("{:.2f} USD, {:.2f} USD of it unused; billed {:.2f}",
                                     usd.get<double>(), summary["unused_usd"].get<double>(),
                                     summary["billed_usd"].get<double>()));
  }
  if (const Json& energy = summary["energy_mwh"]; energy.is_number()) {
    text += line("energy", fmt::format("{:.1f} MWh", energy.get<double>()));
  }
  return text;
}

std::string run_text(const Json& review, const TextStyle& style) {
  std::string text =
      inked(style, Ink::strong, shown_name(review["title"].get<std::string>(), style.width)) +
      fmt::format("\n{} to {}, {} jobs\n\n", format_date(date_at(review, "from")),
                  format_date(date_at(review, "until")),
                  review["summary"]["jobs_submitted"].get<std::int64_t>());
  return text + causes_text(review, style) + charts_text(review, style) + waits_text(review) +
         months_text(review) + figures_text(review);
}

std::string interval_text(const Json& interval) {
  const auto number = [](const Json& value) {
    return value.is_null() ? std::string("-") : fmt::format("{:.6g}", value.get<double>());
  };
  return fmt::format("{} [{}, {}]", number(interval["mean"]), number(interval["low"]),
                     number(interval["high"]));
}

std::string study_text(const Json& review, const TextStyle& style) {
  std::string text =
      inked(style, Ink::strong, shown_name(review["title"].get<std::string>(), style.width)) + "\n";
  for (const Json& point : review["points"]) {
    text += "\n";
    for (std::size_t i = 0; i < review["axes"].size(); ++i) {
      text += fmt::format("{}={}\n",
                          shown_name(review["axes"][i]["path"].get<std::string>(), style.width),
                          shown_name(point["settings"][i].get<std::string>(), style.width));
    }
    for (std::size_t i = 0; i < review["metrics"].size(); ++i) {
      std::string values = interval_text(point["intervals"][i]);
      if (!point["differences"].is_null()) {
        values += fmt::format("; against its baseline {}", interval_text(point["differences"][i]));
      }
      text += line("  " + review["metrics"][i].get<std::string>(), values);
    }
  }
  return text;
}

}  // namespace

std::string text_report(const Json& review, const TextStyle& style) {
  if (review["kind"] == "study") return study_text(review, style);
  if (review["kind"] == "run") return run_text(review, style);
  return run_text(review["runs"][0], style) + "\n" + run_text(review["runs"][1], style);
}

}  // namespace drawdown
