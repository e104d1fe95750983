#include <algorithm>

#include <fmt/format.h>

#include "sim/base/errors.hpp"
#include "sim/base/text.hpp"
#include "sim/report/tables/row.hpp"
#include "sim/review/run/job_rows.hpp"
#include "sim/review/run/run_platform.hpp"
#include "sim/review/trace/piecewise.hpp"
#include "sim/review/trace/run_trace.hpp"
#include "sim/review/trace/unit_rows.hpp"

namespace drawdown {
namespace {

// Processes: what waits, then the pools.
constexpr std::int64_t kQueueProcess = 0;
std::int64_t process_of(std::size_t pool) {
  return static_cast<std::int64_t>(pool) + 1;
}

// An object of the list `traceEvents`, key by key.
class Event {
 public:
  Event(Piecewise& out, bool& is_first, char phase, std::string_view name, std::int64_t process)
      : out_(out) {
    out.buffer().append(is_first ? "\n{" : ",\n{");
    is_first = false;
    text("ph", {&phase, 1}).text("name", name).number("pid", process);
  }
  // It raises what the sink does. Nothing else of an event does, so that no two are in the air.
  ~Event() noexcept(false) {
    out_.buffer().push_back('}');
    out_.end_piece();
  }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  Event& text(std::string_view key, std::string_view value) {
    begin(key);
    append_string(value);
    return *this;
  }
  Event& number(std::string_view key, std::int64_t value) {
    begin(key);
    out_.buffer().append_number(value);
    return *this;
  }
  Event& seconds(std::string_view key, Duration time) {
    begin(key);
    out_.buffer().append_seconds(time.count());
    return *this;
  }
  /// In microseconds.
  Event& time(std::string_view key, Duration time) {
    return number(key, std::chrono::microseconds(time).count());
  }
  Event& open(std::string_view key) {
    begin(key);
    out_.buffer().push_back('{');
    is_first_key_ = true;
    return *this;
  }
  Event& close() {
    out_.buffer().push_back('}');
    is_first_key_ = false;
    return *this;
  }

 private:
  void begin(std::string_view key) {
    if (!is_first_key_) out_.buffer().push_back(',');
    is_first_key_ = false;
    append_string(key);
    out_.buffer().push_back(':');
  }
  // RFC 8259: quotation marks, backslashes and control characters are escaped.
  void append_string(std::string_view text) {
    TextBuffer& buffer = out_.buffer();
    buffer.push_back('"');
    for (const char c : text) {
      if (c == '"' || c == '\\') {
        buffer.push_back('\\');
        buffer.push_back(c);
      } else if (static_cast<unsigned char>(c) < ' ') {
        buffer.append(fmt::format("\\u{:04x}", static_cast<unsigned>(c)));
      } else {
        buffer.push_back(c);
      }
    }
    buffer.push_back('"');
  }

  Piecewise& out_;
  bool is_first_key_ = true;
};

class ChromeTrace {
 public:
  ChromeTrace(const RunFiles& run, const ByteSink& to)
      : run_(run), pools_(read_run_platform(run).pools), rows_(pools_), out_(to) {}

  void write();

 private:
  Event event(char phase, std::string_view name, std::int64_t process) {
    return {out_, is_first_, phase, name, process};
  }
  std::size_t pool_of(std::string_view name) const;
  void name_process(std::int64_t process, std::string_view name);
  void name_thread(std::size_t pool, const UnitRows::Slice& slice);
  void write_slices();
  void write_slice(const PlacementRow& start, std::size_t pool, std::string_view units,
                   const UnitRows::Slice& slice);
  void write_usage();
  void write_queue();

  const RunFiles& run_;
  std::vector<Pool> pools_;
  UnitRows rows_;
  Piecewise out_;
  bool is_first_ = true;
};

void ChromeTrace::write() {
  out_.buffer().append(fmt::format(
      "{{\"displayTimeUnit\":\"ms\",\"otherData\":{{\"start\":\"{}\",\"units_per_row\":{}}},"
      "\"traceEvents\":[",
      format_date(run_.start()), rows_.units_per_row()));
  name_process(kQueueProcess, "queue");
  for (std::size_t i = 0; i < pools_.size(); ++i) name_process(process_of(i), pools_[i].name);
  write_queue();
  write_usage();
  write_slices();
  out_.buffer().append("\n]}\n");
  out_.finish();
}

std::size_t ChromeTrace::pool_of(std::string_view name) const {
  const auto found = std::ranges::find(pools_, name, &Pool::name);
  if (found == pools_.end()) {
    throw InputError(fmt::format("{}: run.yaml has no pool '{}'", run_.name(), name));
  }
  return static_cast<std::size_t>(found - pools_.begin());
}

void ChromeTrace::name_process(std::int64_t process, std::string_view name) {
  event('M', "process_name", process).open("args").text("name", name).close();
  event('M', "process_sort_index", process).open("args").number("sort_index", process).close();
}

void ChromeTrace::name_thread(std::size_t pool, const UnitRows::Slice& slice) {
  const std::int64_t first = slice.row * rows_.units_per_row();
  const std::int64_t last = std::min(first + rows_.units_per_row(), pools_[pool].units.value()) - 1;
  std::string name =
      first == last ? fmt::format("unit {}", first) : fmt::format("units {}-{}", first, last);
  if (slice.lane > 0) name += fmt::format(" ({})", slice.lane + 1);
  event('M', "thread_name", process_of(pool))
      .number("tid", slice.thread)
      .open("args")
      .text("name", name)
      .close();
  event('M', "thread_sort_index", process_of(pool))
      .number("tid", slice.thread)
      .open("args")
      .number("sort_index", slice.thread)
      .close();
}

void ChromeTrace::write_slices() {
  PlacementRows rows(run_);
  Instant last_end = kRunStart;
  for (PlacementRow row; rows.next(row);) {
    const Instant end = row.end.value_or(run_.end());
    if (end < last_end) {
      throw InputError(fmt::format("{}: placements.csv is not in order of ends", run_.name()));
    }
    last_end = end;
    TextBuffer units;
    Row(units).units(row.units);
    const std::size_t pool = pool_of(row.pool);
    rows_.draw(pool, row.units, row.start, end,
               [&](const UnitRows::Slice& slice) { write_slice(row, pool, units.view(), slice); });
  }
}

void ChromeTrace::write_slice(const PlacementRow& start, std::size_t pool, std::string_view units,
                              const UnitRows::Slice& slice) {
  if (slice.is_new) name_thread(pool, slice);
  Event slice_event = event('X', start.id, process_of(pool));
  slice_event.number("tid", slice.thread)
      .time("ts", slice.from - kRunStart)
      .time("dur", slice.until - slice.from)
      .text("cat", "gang")
      .open("args")
      .text("reservation", start.reservation)
      .number("chips", start.chips.value())
      .number("rounding", start.rounding.value())
      .text("units", units)
      .text("slice", start.slice)
      .seconds("start_s", start.start - kRunStart)
      .text("ended_by", start.ended_by)
      .seconds("lost_s", start.lost)
      .number("checkpoints", start.checkpoints)
      .seconds("checkpointing_s", start.checkpointing)
      .seconds("staging_s", start.staging)
      .seconds("starting_s", start.starting)
      .seconds("recomputing_s", start.recomputing)
      .open("waited_s");
  for (std::size_t i = 0; i < kWaitReasons; ++i) {
    if (start.waited[i] > Duration{0}) slice_event.seconds(kWaitReasonNames[i], start.waited[i]);
  }
  slice_event.close().close();
}

void ChromeTrace::write_usage() {
  enum : std::size_t { kTime, kPool, kReservation, kFirstCause };
  std::vector<std::string> columns = {"time_s", "pool", "reservation"};
  std::vector<Cause> causes;
  for (std::size_t i = 0; i < kCauses; ++i) {
    if (is_share_of_time(static_cast<Cause>(i))) continue;
    causes.push_back(static_cast<Cause>(i));
    columns.emplace_back(kCauseNames[i]);
  }
  RunTable table(run_, "usage.csv", columns);
  while (table.next()) {
    const std::int64_t process = process_of(pool_of(table.text(kPool)));
    const Duration time = table.seconds(kTime);
    std::int64_t idle = 0;
    {
      Event chips = event('C', fmt::format("chips of {}", table.text(kReservation)), process);
      chips.time("ts", time).open("args");
      for (std::size_t i = 0; i < causes.size(); ++i) {
        const std::int64_t count = table.whole(kFirstCause + i);
        chips.number(kCauseNames[static_cast<std::size_t>(causes[i])], count);
        if (causes[i] >= Cause::policy_held && causes[i] < kFirstHeld) idle += count;
      }
      chips.close();
    }
    event('C', fmt::format("idle chips of {}", table.text(kReservation)), process)
        .time("ts", time)
        .open("args")
        .number("idle", idle)
        .close();
  }
}

void ChromeTrace::write_queue() {
  enum : std::size_t { kTime, kTenant, kGangs, kChips };
  RunTable table(run_, "queue.csv", {"time_s", "tenant", "gangs", "chips"});
  while (table.next()) {
    for (const auto& [what, column] :
         {std::pair("gangs", std::size_t{kGangs}), std::pair("chips", std::size_t{kChips})}) {
      event('C', fmt::format("waiting {} of {}", what, table.text(kTenant)), kQueueProcess)
          .time("ts", table.seconds(kTime))
          .open("args")
          .number(what, table.whole(column))
          .close();
    }
  }
}

}  // namespace

void write_chrome_trace(const RunFiles& run, const ByteSink& to) {
  ChromeTrace(run, to).write();
}

}  // namespace drawdown
