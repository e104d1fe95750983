#include "sim/model/series/availability_trace.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace drawdown {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kMaxGap = 31'536'000;  // seconds of a year
constexpr std::uint64_t kMaxInstances = 1'000'000'000;

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

std::optional<AvailabilitySeries> parse_availability_trace(const std::string& text,
                                                           const std::string& path,
                                                           Diagnostics& diagnostics) {
  const auto fail = [&](std::string message) -> std::optional<AvailabilitySeries> {
    diagnostics.add({path}, std::move(message));
    return std::nullopt;
  };
  const Json trace = Json::parse(text, nullptr, false);
  const Json gap = member(member(trace, "metadata"), "gap_seconds");
  if (!is_whole(gap, 1, kMaxGap)) {
    return fail(
        fmt::format("expected a JSON object whose metadata.gap_seconds is a whole number "
                    "from 1 to {}",
                    kMaxGap));
  }
  const Json data = member(trace, "data");
  if (!data.is_array() || data.empty()) return fail("expected numbers of instances as 'data'");
  AvailabilitySeries series{std::chrono::seconds(gap.get<std::int64_t>()), {}};
  for (const Json& instances : data) {
    if (!is_whole(instances, 0, kMaxInstances)) {
      return fail(fmt::format("expected a whole number from 0 to {} as data[{}], got {}",
                              kMaxInstances, series.instances.size(), instances.dump()));
    }
    series.instances.push_back(instances.get<std::int64_t>());
  }
  return series;
}

}  // namespace drawdown
