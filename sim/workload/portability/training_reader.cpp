#include "sim/workload/portability/training_reader.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "sim/base/errors.hpp"
#include "sim/model/catalogue/catalogue.hpp"
#include "sim/model/money.hpp"
#include "sim/workload/portability/runs_on_reader.hpp"

namespace drawdown {
namespace {

enum class Precision { bf16, fp8, int8 };
constexpr std::array<Word<Precision>, 3> kPrecisions = {
    {{"bf16", Precision::bf16}, {"fp8", Precision::fp8}, {"int8", Precision::int8}}};

std::optional<ComputeRate> peak_of(const Accelerator& accelerator, Precision precision) {
  switch (precision) {
    case Precision::bf16:
      return accelerator.bf16_peak;
    case Precision::fp8:
      return accelerator.fp8_peak;
    case Precision::int8:
      return accelerator.int8_peak;
  }
  throw Bug("a precision without a peak");
}

template <class T>
T read_above_0(MapReader& reader, std::string_view key) {
  const T value = reader.required<T>(key);
  // Not `value`, where 0 may also stand for a text that is no such quantity.
  if (const auto said = reader.maybe<T>(key); said && *said <= T{}) {
    reader.error(key, "must be above 0");
  }
  return value;
}

// 6 floating-point operations a parameter and token: 2 forward, 4 backward (Kaplan et al., Scaling
// Laws for Neural Language Models, 2020, section 2.1).
double read_operations(MapReader& training) {
  constexpr double kPerParameterAndToken = 6;
  const double parameters = read_above_0<double>(training, "parameters");
  double active = parameters;
  if (training.node("active_parameters") != nullptr) {
    active = read_above_0<double>(training, "active_parameters");
    if (active > parameters) training.error("active_parameters", "are more than `parameters`");
  }
  return kPerParameterAndToken * active * read_above_0<double>(training, "tokens");
}

// Operations over time of a chip at work on this training; 0 where that is not known.
double read_rate(MapReader& utilisation, std::string_view name, Precision precision,
                 const std::vector<Accelerator>& own) {
  const auto share = utilisation.maybe<Share>(name);
  const Accelerator* const accelerator = find_accelerator(utilisation, name, name, own);
  if (!share || accelerator == nullptr) return 0;
  const auto peak = peak_of(*accelerator, precision);
  if (!peak) {
    const std::string_view word =
        std::ranges::find(kPrecisions, precision, &Word<Precision>::second)->first;
    utilisation.error(name, fmt::format("{} has no {}_peak", name, word));
    return 0;
  }
  if (share->value <= 0 || share->value > accelerator->achievable_share.value) {
    utilisation.error(name, fmt::format("expected a share above 0 and at most {:g}, the "
                                        "achievable_share of {}",
                                        accelerator->achievable_share.value, name));
  }
  return peak->per_s * share->value;
}

// The accelerators by their rates, the first one of speed 1, and that one's rate.
double read_utilisation(MapReader& training, const std::vector<Accelerator>& own, RunsOn& ports) {
  const Precision precision = training.choice("precision", "bf16", kPrecisions);
  MapReader utilisation = training.map("utilisation");
  const Node* const map = training.node("utilisation");
  if (map == nullptr || map->kind != NodeKind::map) return 0;
  double first = 0;
  for (const Entry& entry : map->entries) {
    const double rate = read_rate(utilisation, entry.key, precision, own);
    if (rate <= 0) continue;
    if (first == 0) first = rate;
    ports.push_back({entry.key, {.speed = rate / first}});
    check_speed(utilisation, entry.key, rate / first);
  }
  if (map->entries.empty()) training.error("utilisation", "expected at least one accelerator");
  return first;
}

double read_budget(MapReader& training) {
  const auto budget = read_above_0<Money>(training, "budget");
  const auto price = read_above_0<Price>(training, "price");
  return price > Price{} ? affordable_chip_ms(budget, price) : 0;
}

}  // namespace

Training read_training(MapReader& stream, const std::vector<Accelerator>& own) {
  constexpr std::array<std::string_view, 3> kBases = {"parameters", "chip_hours", "budget"};
  constexpr double kMsPerSecond = 1000;
  Training result;
  MapReader training = stream.map("training");
  const std::string_view basis = only_one_of(training, kBases);
  if (basis == "parameters") {
    const double operations = read_operations(training);
    const double per_s = read_utilisation(training, own, result.ports);
    if (per_s > 0) result.chip_ms = operations / per_s * kMsPerSecond;
  } else if (basis == "chip_hours") {
    result.chip_ms = static_cast<double>(training.required<ChipTime>("chip_hours").value());
  } else if (basis == "budget") {
    result.chip_ms = read_budget(training);
  }
  return result;
}

}  // namespace drawdown
