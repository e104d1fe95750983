#include "sim/study/execution/record.hpp"

#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace drawdown {
namespace {

using Json = nlohmann::ordered_json;

using Figures = std::map<std::string, double, std::less<>>;

// Takes a text apart without building a tree: a study has a hundred thousand of them.
class Reader : public nlohmann::json_sax<Json> {
 public:
  // Every number, and every text of a list or a key, by path: `figures.share_by_cause.no_demand`.
  std::vector<std::pair<std::string, double>> numbers;
  std::vector<std::pair<std::string, std::string>> texts;
  std::optional<std::uint64_t> seed;
  bool wait_at_least = false;  // of the steady state

  bool null() override { return true; }
  bool boolean(bool value) override {
    if (path_ == "steady_state.wait_at_least") wait_at_least = value;
    return true;
  }
  bool number_integer(number_integer_t value) override { return add(static_cast<double>(value)); }
  bool number_unsigned(number_unsigned_t value) override {
    if (path_ == "seed") seed = value;
    return add(static_cast<double>(value));
  }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override {
    texts.emplace_back(path_, value);
    return true;
  }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override {
    if (lists_ > 0) return false;
    lengths_.push_back(path_.size());
    return true;
  }
  bool key(string_t& name) override {
    path_.resize(lengths_.back());
    if (!path_.empty()) path_ += '.';
    path_ += name;
    return true;
  }
  bool end_object() override {
    path_.resize(lengths_.back());
    lengths_.pop_back();
    return true;
  }
  bool start_array(std::size_t) override {
    ++lists_;
    return !lengths_.empty();
  }
  bool end_array() override {
    --lists_;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  bool add(double value) {
    if (lists_ == 0) numbers.emplace_back(path_, value);
    return !lengths_.empty();
  }

  std::string path_;                  // of what is being read
  std::vector<std::size_t> lengths_;  // of the paths of the objects around it
  int lists_ = 0;
};

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

constexpr std::string_view kFigures = "figures.";
constexpr std::string_view kSteady = "steady_state.";

// Figures without the warm-up take the place of those with it.
void take_steady(const Reader& reader, Record& record) {
  for (const char* key : {"wait_mean_s", "bounded_slowdown_mean"}) record.figures.erase(key);
  for (const auto& [path, value] : reader.numbers) {
    if (path == "steady_state.cut_jobs") record.figures.emplace(path, value);
    if (path == "steady_state.wait_mean_s" || path == "steady_state.bounded_slowdown_mean") {
      record.figures.emplace(path.substr(kSteady.size()), value);
    }
  }
  record.at_least.erase("wait_mean_s");
  if (reader.wait_at_least) record.at_least.insert("wait_mean_s");
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

std::optional<Figures> read_figures(std::string_view summary) {
  Reader reader;
  if (!Json::sax_parse(summary, &reader)) return std::nullopt;
  return Figures(reader.numbers.begin(), reader.numbers.end());
}

std::optional<Record> read_record(std::string_view text) {
  Reader reader;
  if (!Json::sax_parse(text, &reader) || !reader.seed) return std::nullopt;
  Record record;
  record.seed = *reader.seed;
  bool steady = false;
  for (auto& [path, value] : reader.texts) {
    if (path == "key") record.key = std::move(value);
    if (path == "figures.wait_at_least") record.at_least.insert(std::move(value));
    if (path == "steady_state.warning") {
      steady = true;
      record.warning = std::move(value);
    }
  }
  for (const auto& [path, value] : reader.numbers) {
    if (path.starts_with(kFigures)) record.figures.emplace(path.substr(kFigures.size()), value);
  }
  if (record.key.empty() || record.figures.empty()) return std::nullopt;
  if (steady) take_steady(reader, record);
  return record;
}

}  // namespace drawdown
