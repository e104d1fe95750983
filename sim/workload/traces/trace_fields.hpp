// What the fields of a trace's line hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/base/units.hpp"
#include "sim/config/lines/line_faults.hpp"
#include "sim/workload/job.hpp"
#include "sim/workload/traces/trace_spec.hpp"

namespace drawdown {

/// The longest time, either way, that a trace may hold: 10^14 ms, about 3,000 years. Sums of a few
/// still fit a Duration.
inline constexpr Duration kMaxTraceTime{100'000'000'000'000};

/// The tenant of jobs whose log does not say whose they are.
inline constexpr std::string_view kUnknownTenant = "unknown";

/// A decimal number moved to a whole one.
struct Shifted {
  std::int64_t value = 0;
  bool exact = true;  ///< nothing was rounded
  bool fits = true;   ///< the value is at most 10^17 either way; otherwise it is 0
};

/// `text` x 10^`power`, rounded to the nearest whole number, halves away from zero; no value if it
/// is not a decimal number. Digits are moved, so any number of them is rounded right.
std::optional<Shifted> shift_decimal(std::string_view text, int power);

/// A length of time, to the nearest millisecond; `what` names it in faults. 0 after a fault.
Duration read_duration(const Field& field, TimeUnit unit, std::string_view what,
                       LineFaults& faults);

/// A moment as time since `start`, which matters for dates; a number counts from 0 = `start`.
Duration read_moment(const Field& field, TimeUnit unit, Date start, LineFaults& faults);

/// A whole number of chips, written `2` or `2.0`. 0 after a fault.
Chips read_chips(const Field& field, LineFaults& faults);

/// A shape, `4x4x8`. None in an empty field and after a fault.
Shape read_shape(const Field& field, LineFaults& faults);

/// A limit, `max_leaves 1 required`. None in an empty field and after a fault.
PlacementLimit read_limit(const Field& field, LineFaults& faults);

/// A priority. 0 in an empty field and after a fault.
Priority read_priority(const Field& field, LineFaults& faults);

/// Marks a job that its log lists without it ever having run, as docs/accounting.md says: no chips
/// (`no_chips`, and chips become 0), or else a negative run time (`no_run_time`, run becomes 0).
void refuse_if_never_ran(Job& job);

}  // namespace drawdown
