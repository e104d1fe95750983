#include "sim/study/execution/record.hpp"

#include <nlohmann/json.hpp>

namespace drawdown {
namespace {

using Json = nlohmann::ordered_json;

void add_figures(const Json& group, const std::string& prefix, Record& record) {
  for (const auto& [key, value] : group.items()) {
    if (value.is_number()) record.figures.emplace(prefix + key, value.get<double>());
    if (value.is_object()) add_figures(value, prefix + key + ".", record);
  }
}

Json number_or_null(const std::optional<double>& number) {
  return number ? Json(*number) : Json();
}

Json steady_json(const SteadyState::Figures& steady) {
  Json json;
  json["cut_jobs"] = steady.cut_jobs;
  json["jobs"] = steady.jobs;
  json["wait_mean_s"] = number_or_null(steady.wait_mean_s);
  json["wait_at_least"] = steady.wait_at_least;
  json["bounded_slowdown_mean"] = number_or_null(steady.bounded_slowdown_mean);
  json["warning"] = steady.warning;
  return json;
}

// Figures without the warm-up take the place of those with it.
void read_steady(const Json& json, Record& record) {
  for (const char* key : {"wait_mean_s", "bounded_slowdown_mean"}) {
    record.figures.erase(key);
    if (json.contains(key) && json[key].is_number()) {
      record.figures.emplace(key, json[key].get<double>());
    }
  }
  if (json.value("wait_at_least", false)) {
    record.at_least.insert("wait_mean_s");
  } else {
    record.at_least.erase("wait_mean_s");
  }
  record.figures.emplace("steady_state.cut_jobs", json.value("cut_jobs", 0.0));
  record.warning = json.value("warning", "");
}

}  // namespace

std::string record_text(std::string_view key, std::uint64_t seed, std::string_view summary,
                        const std::optional<SteadyState::Figures>& steady) {
  Json json;
  json["key"] = key;
  json["seed"] = seed;
  json["figures"] = Json::parse(summary);
  if (steady) json["steady_state"] = steady_json(*steady);
  return json.dump() + "\n";
}

std::optional<Record> read_record(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("key") || !json["key"].is_string() ||
      !json.contains("seed") || !json["seed"].is_number_unsigned() || !json.contains("figures") ||
      !json["figures"].is_object()) {
    return std::nullopt;
  }
  Record record;
  record.key = json["key"].get<std::string>();
  record.seed = json["seed"].get<std::uint64_t>();
  const Json& figures = json["figures"];
  add_figures(figures, "", record);
  if (figures.contains("wait_at_least")) {
    for (const Json& name : figures["wait_at_least"]) {
      if (name.is_string()) record.at_least.insert(name.get<std::string>());
    }
  }
  if (json.contains("steady_state") && json["steady_state"].is_object()) {
    read_steady(json["steady_state"], record);
  }
  return record;
}

}  // namespace drawdown
