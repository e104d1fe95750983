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

}  // namespace

std::string record_text(std::string_view key, std::uint64_t seed, std::string_view summary) {
  Json json;
  json["key"] = key;
  json["seed"] = seed;
  json["figures"] = Json::parse(summary);
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
  return record;
}

}  // namespace drawdown
