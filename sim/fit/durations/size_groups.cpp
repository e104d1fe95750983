#include "sim/fit/durations/size_groups.hpp"

#include <algorithm>
#include <bit>
#include <map>

namespace drawdown {
namespace {

Chips power_of_two_above(Chips chips) {
  return Chips{static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(chips.value())))};
}

double chips_of(const SizeGroup& group) {
  double chips = 0;
  for (const SizeCount& size : group.sizes) {
    chips += static_cast<double>(size.chips.value()) * static_cast<double>(size.jobs);
  }
  return chips;
}

// The durations of a group, sorted, and if they are too few those of its neighbours.
std::vector<Duration> durations_around(std::span<const SizeGroup> groups, std::size_t index) {
  std::vector<Duration> durations = groups[index].durations;
  const auto take = [&](const SizeGroup& group) {
    durations.insert(durations.end(), group.durations.begin(), group.durations.end());
  };
  for (std::size_t away = 1; away < groups.size() && durations.size() < kFewestOfForm; ++away) {
    if (away <= index) take(groups[index - away]);
    if (index + away < groups.size()) take(groups[index + away]);
  }
  std::ranges::sort(durations);
  return durations;
}

}  // namespace

std::vector<SizeGroup> fit_size_groups(std::span<const SampleJob> jobs) {
  std::map<Chips, std::vector<Duration>> by_size;
  for (const SampleJob& job : jobs) by_size[job.chips].push_back(job.run);
  std::vector<SizeGroup> groups;
  for (const auto& [chips, durations] : by_size) {
    if (groups.empty() || bound_of(groups.back()) != power_of_two_above(chips)) {
      groups.emplace_back();
    }
    SizeGroup& group = groups.back();
    group.sizes.push_back({chips, static_cast<std::int64_t>(durations.size())});
    group.durations.insert(group.durations.end(), durations.begin(), durations.end());
    for (const Duration run : durations) {
      group.chip_ms += static_cast<double>(chips.value()) * static_cast<double>(run.count());
    }
  }
  for (std::size_t i = 0; i < groups.size(); ++i) {
    std::ranges::sort(groups[i].durations);
    groups[i].form =
        fit_durations(durations_around(groups, i), groups[i].chip_ms / chips_of(groups[i]));
  }
  return groups;
}

Chips bound_of(const SizeGroup& group) {
  return power_of_two_above(group.sizes.back().chips);
}

double chip_time_of(const SizeGroup& group) {
  return chips_of(group) * mean_of(group.form);
}

}  // namespace drawdown
