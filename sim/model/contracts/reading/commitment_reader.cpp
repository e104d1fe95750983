#include "sim/model/contracts/reading/commitment_reader.hpp"

#include <array>

#include <fmt/format.h>

#include "sim/base/run_calendar.hpp"
#include "sim/base/text.hpp"
#include "sim/model/contracts/reading/quantities.hpp"

namespace drawdown {
namespace {

constexpr std::array<std::string_view, 2> kEnds = {"until", "term"};

std::string text_of(Instant moment, Date start) {
  return format_date(RunCalendar(start).date_of(moment));
}

// Reads from when to when; whether that could be told.
bool read_span(MapReader& reader, Date start, Contract& contract) {
  const auto from = required_moment(reader, "from", start);
  const std::string_view end = only_one_of(reader, kEnds);
  if (end.empty()) return false;
  std::optional<Instant> until;
  if (end == "until") {
    until = maybe_moment(reader, end, start);
  } else if (const auto term = reader.maybe<std::chrono::months>(end); term && from) {
    until = RunCalendar(start).later(*from, *term);
  }
  if (!from || !until) return false;
  if (*until <= *from) {
    const RunCalendar calendar(start);
    reader.not_after("until", calendar.date_of(*until), "from", calendar.date_of(*from));
    return false;
  }
  contract.from = *from;
  contract.until = *until;
  return true;
}

// Reads a ramp step by step, each against the one before.
class RampReader {
 public:
  RampReader(MapReader& contract_reader, Date start, bool has_span, Contract& contract)
      : reader_(contract_reader), start_(start), has_span_(has_span), contract_(contract) {}

  void read(MapReader& step) {
    const auto from = required_moment(step, "from", start_);
    const bool is_there = step.node("quantity") != nullptr;
    const auto quantity = step.required<CommittedQuantity>("quantity");
    step.finish();
    if (from) check_moment(step, *from);
    if (is_there) check_unit(step, quantity.unit);
    contract_.ramp.push_back({from.value_or(contract_.from), quantity.amount});
  }

 private:
  void check_moment(MapReader& step, Instant from) {
    if (last_ && from <= *last_) {
      step.error("from", fmt::format("expected a date after that of the step before ({}, {})",
                                     text_of(*last_, start_), to_text(last_place_)));
    } else if (has_span_ && contract_.ramp.empty() && from != contract_.from) {
      step.error("from",
                 fmt::format("expected the contract's own ({}, {}), since it is the first",
                             text_of(contract_.from, start_), to_text(reader_.place("from"))));
    } else if (has_span_ && from >= contract_.until) {
      step.error("from", fmt::format("expected a date before the contract's end ({})",
                                     text_of(contract_.until, start_)));
    }
    last_ = from;
    last_place_ = step.place("from");
  }

  void check_unit(MapReader& step, QuantityUnit unit) {
    if (contract_.ramp.empty()) {
      contract_.unit = unit;
      unit_place_ = step.place("quantity");
    } else if (unit != contract_.unit) {
      step.error("quantity",
                 fmt::format("expected {}, as in the first step ({}), got {}",
                             word_of(contract_.unit), to_text(unit_place_), word_of(unit)));
    }
  }

  MapReader& reader_;
  Date start_;
  bool has_span_;
  Contract& contract_;
  std::optional<Instant> last_;
  Place last_place_;
  Place unit_place_;
};

// Whether there is one, right or wrong.
bool read_ramp(MapReader& reader, Date start, bool has_span, Contract& contract) {
  const Node* const node = reader.node("quantity");
  if (node == nullptr || node->kind != NodeKind::list) {
    if (node == nullptr) reader.required<CommittedQuantity>("quantity");
    const auto quantity = reader.maybe<CommittedQuantity>("quantity");
    if (!quantity) return false;
    contract.unit = quantity->unit;
    contract.ramp = {{contract.from, quantity->amount}};
    return true;
  }
  RampReader ramp(reader, start, has_span, contract);
  for (MapReader& step : reader.list("quantity")) ramp.read(step);
  if (contract.ramp.empty()) reader.error("quantity", "expected at least one step");
  return !contract.ramp.empty();
}

}  // namespace

std::string_view word_of(QuantityUnit unit) {
  constexpr std::string_view kWords[] = {"chips", "chip-hours", "USD/h", "USD"};
  return kWords[static_cast<std::size_t>(unit)];
}

std::optional<Instant> maybe_moment(MapReader& reader, std::string_view key, Date start) {
  const auto hour = reader.maybe<FullHour>(key);
  return hour ? std::optional(kRunStart + (hour->date - start)) : std::nullopt;
}

std::optional<Instant> required_moment(MapReader& reader, std::string_view key, Date start) {
  if (reader.node(key) != nullptr) return maybe_moment(reader, key, start);
  reader.required<FullHour>(key);
  return std::nullopt;
}

ExactShare read_share(MapReader& reader, std::string_view key, std::string_view default_text,
                      ExactShare least, ExactShare most) {
  const auto share = default_text.empty() ? reader.required<ExactShare>(key)
                                          : reader.optional<ExactShare>(key, default_text);
  if (share < least || share > most) {
    const auto text = [](ExactShare of) { return static_cast<double>(of.value()) / 1e6; };
    reader.error(key, fmt::format("expected from {} to {}", text(least), text(most)));
    return least;
  }
  return share;
}

bool read_commitment(MapReader& reader, Date start, Contract& contract) {
  const bool has_span = read_span(reader, start, contract);
  return read_ramp(reader, start, has_span, contract);
}

double rough_amount(const Contract& contract) {
  double sum = 0;
  for (std::size_t i = 0; i < contract.ramp.size(); ++i) {
    const RampStep& step = contract.ramp[i];
    const Instant until = i + 1 < contract.ramp.size() ? contract.ramp[i + 1].from : contract.until;
    const auto ms = static_cast<double>((until - step.from).count());
    const auto quantity = static_cast<double>(step.quantity);
    if (contract.unit == QuantityUnit::chips) sum += quantity * ms;
    if (contract.unit == QuantityUnit::money_per_hour) sum += quantity * ms / kMsPerHour;
    if (contract.unit == QuantityUnit::chip_time || contract.unit == QuantityUnit::money) {
      sum += quantity;
    }
  }
  return sum;
}

}  // namespace drawdown
