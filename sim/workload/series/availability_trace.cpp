#include "sim/workload/series/availability_trace.hpp"

#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/base/errors.hpp"
#include "sim/config/diagnostics.hpp"
#include "sim/config/lines/line_reader.hpp"

namespace drawdown {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kMaxGap = 31'536'000;  // seconds of a year
constexpr std::uint64_t kMaxInstances = 1'000'000'000;

[[noreturn]] void fail(const std::string& path, std::string message) {
  Diagnostics diagnostics;
  diagnostics.add({path}, std::move(message));
  throw InputError(diagnostics.text());
}

bool is_whole(const Json& value, std::uint64_t least, std::uint64_t most) {
  if (!value.is_number_unsigned()) return false;
  const auto number = value.get<std::uint64_t>();
  return number >= least && number <= most;
}

// Null where there is none.
Json member(const Json& value, const char* key) {
  return value.is_object() ? value.value(key, Json()) : Json();
}

}  // namespace

AvailabilitySeries read_availability_trace(const std::string& path, const Place& named_at) {
  LineReader lines(path, named_at);
  std::string text;
  for (std::string_view line; lines.next(line);) text.append(line).push_back('\n');
  const Json trace = Json::parse(text, nullptr, false);
  const Json gap = member(member(trace, "metadata"), "gap_seconds");
  if (!is_whole(gap, 1, kMaxGap)) {
    fail(path, fmt::format("expected a JSON object whose metadata.gap_seconds is a whole number "
                           "from 1 to {}",
                           kMaxGap));
  }
  const Json data = member(trace, "data");
  if (!data.is_array() || data.empty()) fail(path, "expected numbers of instances as 'data'");
  AvailabilitySeries series{std::chrono::seconds(gap.get<std::int64_t>()), {}, {}};
  for (const Json& instances : data) {
    if (!is_whole(instances, 0, kMaxInstances)) {
      fail(path, fmt::format("expected a whole number from 0 to {} as data[{}], got {}",
                             kMaxInstances, series.instances.size(), instances.dump()));
    }
    series.instances.push_back(instances.get<std::int64_t>());
  }
  series.content_hash = lines.content_hash();
  return series;
}

}  // namespace drawdown
