#include "sim/review/story/story.hpp"

#include <algorithm>
#include <numeric>

#include "sim/base/text.hpp"
#include "sim/report/tables/row.hpp"

namespace drawdown {
namespace {

// By reason: what a job waits for.
constexpr auto kWaitedFor = std::to_array<std::string_view>({
    "for capacity: not open, not delivered, or down",
    "for others: all that was open is reserved for them",
    "for chips that others held",
    "for a legal place: chips enough were free, and none among them",
    "for a start promised to another, or for a place that lasts: it fitted",
    "for the policy, its order or its cadence: it fitted",
});
static_assert(kWaitedFor.size() == kWaitReasons);

struct Ending {
  std::string_view ended_by;
  std::string_view text;
  bool interrupts;
};
constexpr Ending kEndings[] = {
    {"done", "done", false},
    {"killed", "killed: it outlives its requested time", false},
    {"cut", "cut: its reservation closes", false},
    {"drain", "goes on at the list price: its reservation closes, and drains", false},
    {"failure", "interrupted: a unit of it fails", true},
    {"outage", "interrupted: an outage takes units of it", true},
    {"maintenance", "interrupted: maintenance takes units of it", true},
    {"reclaim", "interrupted: the market takes units of it back", true},
    {"retirement", "interrupted: units of it leave for ever", true},
    {"handed_back", "interrupted: its reservation hands units of it back", true},
    {"preemption", "interrupted: a gang of higher priority takes its place", true},
};

std::string seconds_text(Duration time) {
  TextBuffer text;
  text.append_seconds(time.count());
  return fmt::format("{} s", text.view());
}

std::string usd_text(std::int64_t micro_usd) {
  TextBuffer text;
  Row(text).millionths(micro_usd);
  return fmt::format("{} USD", text.view());
}

std::string chips_text(Chips chips) {
  return fmt::format("{} {}", chips.value(), chips == Chips{1} ? "chip" : "chips");
}

Duration total(const WaitByReason& waited) {
  return std::accumulate(waited.begin(), waited.end(), Duration{0});
}

// A story in the making.
class Story {
 public:
  Story(const RunFiles& run, const JobHistory& history)
      : run_(run), history_(history), job_(history.job) {}

  void tell_events();
  void tell_sums(const JobCosts* costs);
  std::vector<std::string> lines;

 private:
  void say(std::string_view head, std::string_view text);
  void say_at(Instant moment, std::string_view text);
  void say_sum(std::string_view head, Duration sum, std::string_view of_what);

  void tell_submission();
  void tell_wait(std::size_t number, Instant since);
  void tell_start(std::size_t number);
  void tell_stages(const PlacementRow& start);
  void tell_end(const PlacementRow& start);
  void tell_last();

  Instant end_of(const PlacementRow& start) const { return start.end.value_or(run_.end()); }

  const RunFiles& run_;
  const JobHistory& history_;
  const JobRow& job_;
};

void Story::say(std::string_view head, std::string_view text) {
  lines.push_back(fmt::format("{:<23}  {}", head, text));
}

void Story::say_at(Instant moment, std::string_view text) {
  say(format_date(run_.start() + (moment - kRunStart)), text);
}

void Story::say_sum(std::string_view head, Duration sum, std::string_view of_what) {
  say(head, fmt::format("{} = {}{}", format_duration(sum), seconds_text(sum), of_what));
}

void Story::tell_events() {
  tell_submission();
  if (job_.state == EndState::refused) {
    say_at(job_.submit + job_.blocked, fmt::format("refused: {}", job_.reason));
    return;
  }
  Instant since = job_.submit + job_.blocked;
  for (std::size_t i = 0; i < history_.starts.size(); ++i) {
    const PlacementRow& start = history_.starts[i];
    tell_wait(i, since);
    tell_start(i);
    tell_stages(start);
    if (start.end) tell_end(start);
    since = end_of(start);
  }
  tell_wait(history_.starts.size(), since);
  if (job_.state == EndState::censored) tell_last();
}

void Story::tell_submission() {
  say_at(job_.submit, fmt::format("submitted: {}, for {} as requested", chips_text(job_.chips),
                                  format_duration(job_.requested)));
  if (!job_.after.empty()) say("", fmt::format("depends on {}", job_.after));
  if (job_.blocked == Duration{0} || job_.state == EndState::refused) return;
  say_at(job_.submit,
         fmt::format("blocked for {}: not all of those are done", format_duration(job_.blocked)));
  if (job_.wait) say_at(job_.submit + job_.blocked, "released: all of those are done");
}

void Story::tell_wait(std::size_t number, Instant since) {
  const auto waited = history_.wait(number);
  if (!waited || total(*waited) == Duration{0}) return;
  say_at(since, fmt::format("waits for {}:", format_duration(total(*waited))));
  for (std::size_t i = 0; i < kWaitReasons; ++i) {
    if ((*waited)[i] == Duration{0}) continue;
    say("", fmt::format("  {} {} ({})", format_duration((*waited)[i]), kWaitedFor[i],
                        kWaitReasonNames[i]));
  }
}

void Story::tell_start(std::size_t number) {
  const PlacementRow& start = history_.starts[number];
  const Chips size = start.chips - start.rounding;
  const bool goes_on = number > 0 && history_.starts[number - 1].ended_by == "drain";
  std::string text = number == 0 ? "starts" : goes_on ? "keeps its place" : "starts again";
  text += fmt::format(" on {}{}", size == job_.chips ? "" : fmt::format("{} of its ", size.value()),
                      chips_text(job_.chips));
  if (number > 0) {
    const PlacementRow& before = history_.starts[number - 1];
    const Chips size_before = before.chips - before.rounding;
    if (size != size_before) {
      text += fmt::format(" (it {} from {})", size > size_before ? "grows" : "shrinks",
                          size_before.value());
    }
  }
  say_at(start.start, text);
  const bool is_one = start.units.size() == 1 && start.units[0].first == start.units[0].last;
  TextBuffer units;
  Row(units).units(start.units);
  say("", fmt::format("  in {} ({}), unit{} {}{}{}", start.pool, start.reservation,
                      is_one ? "" : "s", units.view(),
                      start.slice.empty() ? "" : fmt::format(", a slice of {}", start.slice),
                      start.rounding == Chips{0}
                          ? ""
                          : fmt::format(", which have {} more", chips_text(start.rounding))));
}

void Story::tell_stages(const PlacementRow& start) {
  Instant from = start.start;
  const auto tell = [&](std::string_view stage, Duration time, std::string_view more) {
    if (time > Duration{0}) {
      say_at(from, fmt::format("{} for {}{}", stage, format_duration(time), more));
    }
    from += time;
  };
  tell("staging", start.staging, ": its data are on their way");
  tell("starting", start.starting, "");
  tell("recomputing", start.recomputing, ": what it had lost");
  const std::string writing =
      start.checkpointing == Duration{0} && start.checkpoints == 0
          ? ""
          : fmt::format(", {} of it writing checkpoints: {} complete",
                        format_duration(start.checkpointing), start.checkpoints);
  tell("productive", end_of(start) - from, writing);
}

void Story::tell_end(const PlacementRow& start) {
  const auto ending = std::ranges::find(kEndings, start.ended_by, &Ending::ended_by);
  if (ending == std::end(kEndings)) {
    throw InputError(fmt::format("{}: placements.csv has a start of job '{}' ended by '{}'",
                                 run_.name(), job_.id, start.ended_by));
  }
  std::string text(ending->text);
  if (ending->interrupts) {
    text += start.lost == Duration{0}
                ? "; nothing is lost"
                : fmt::format("; {} of progress is lost", format_duration(start.lost));
  }
  say_at(*start.end, text);
}

void Story::tell_last() {
  const bool runs = !history_.starts.empty() && !history_.starts.back().end;
  say_at(run_.end(), fmt::format("the run ends, and it {}", runs        ? "still runs"
                                                            : job_.wait ? "still waits"
                                                                        : "is still blocked"));
}

void Story::tell_sums(const JobCosts* costs) {
  const auto by_reason = [](const WaitByReason& waited) {
    std::string text;
    for (std::size_t i = 0; i < kWaitReasons; ++i) {
      if (waited[i] == Duration{0}) continue;
      text += fmt::format("{} {} {}", text.empty() ? ":" : ",", kWaitReasonNames[i],
                          seconds_text(waited[i]));
    }
    return text;
  };
  if (job_.blocked > Duration{0}) say_sum("blocked", job_.blocked, "");
  if (!job_.wait) return;
  const WaitByReason first = *history_.wait(0);
  say_sum("waited", total(first), by_reason(first));
  if (history_.starts.empty()) return;
  WaitByReason again = job_.waited;
  for (std::size_t i = 0; i < kWaitReasons; ++i) again[i] -= first[i];
  if (job_.interruptions > 0) say_sum("waited again", total(again), by_reason(again));
  Duration productive = job_.run;
  std::string stages;
  const auto add = [&](std::string_view stage, Duration PlacementRow::*in_stage) {
    Duration sum{};
    for (const PlacementRow& start : history_.starts) sum += start.*in_stage;
    productive -= sum;
    if (sum > Duration{0}) stages += fmt::format(" {} {},", stage, seconds_text(sum));
  };
  add("staging", &PlacementRow::staging);
  add("starting", &PlacementRow::starting);
  add("recomputing", &PlacementRow::recomputing);
  add("checkpointing", &PlacementRow::checkpointing);
  say_sum("ran", job_.run, fmt::format(":{} productive {}", stages, seconds_text(productive)));
  if (job_.interruptions > 0) {
    say_sum("lost", job_.lost,
            fmt::format(" of progress: interruptions {}, of which preemptions {}",
                        job_.interruptions, job_.preemptions));
  }
  if (costs != nullptr) {
    say("cost", fmt::format("{}: its share of what its tenant's chips cost there and then",
                            usd_text(costs->of(history_))));
  }
}

}  // namespace

Storyteller::Storyteller(const RunFiles& run) : run_(run) {
  if (run.has("ledger.csv")) costs_.emplace(run);
}

std::vector<std::string> Storyteller::tell(const JobHistory& history) const {
  if (history.of_this_id > 1) {
    return {fmt::format("{} jobs have this id: the files do not tell their starts apart",
                        history.of_this_id)};
  }
  Story story(run_, history);
  story.tell_events();
  story.tell_sums(costs_ ? &*costs_ : nullptr);
  return std::move(story.lines);
}

}  // namespace drawdown
