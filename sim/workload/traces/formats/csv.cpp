#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "sim/base/names.hpp"
#include "sim/config/lines/csv_lines.hpp"
#include "sim/workload/traces/formats/formats.hpp"

namespace drawdown {
namespace {

// What a column can hold, in the order of kRoles.
enum class Role {
  id,
  tenant,
  job_class,
  pool,
  chips,
  submit,
  run,
  requested,
  shape,
  limit,
  priority,
  deadline,
  after,
  started,
  ended,
  thousandths,
  types
};

struct RoleName {
  std::optional<CsvColumn> CsvColumns::*column;
  std::string_view ours;  // the name that `drawdown generate` gives it; empty: it has none
  bool needed;
};

constexpr std::array<RoleName, 17> kRoles = {{
    {&CsvColumns::id, "job_id", false},
    {&CsvColumns::tenant, "tenant", false},
    {&CsvColumns::job_class, "class", false},
    {&CsvColumns::pool, "pool", false},
    {&CsvColumns::chips, "chips", true},
    {&CsvColumns::submit, "submit_s", true},
    {&CsvColumns::run, "run_s", true},
    {&CsvColumns::requested, "requested_s", false},
    {&CsvColumns::shape, "shape", false},
    {&CsvColumns::limit, "limit", false},
    {&CsvColumns::priority, "priority", false},
    {&CsvColumns::deadline, "deadline_s", false},
    {&CsvColumns::after, "after", false},
    {&CsvColumns::started, "", false},
    {&CsvColumns::ended, "", false},
    {&CsvColumns::thousandths, "", false},
    {&CsvColumns::types, "", false},
}};

// Whether a file with this header has all columns of a layout.
bool fits(const CsvLayout& layout, const CsvHeader& header) {
  return std::ranges::all_of(kRoles, [&](const RoleName& role) {
    const auto& column = layout.columns.*role.column;
    return !column || header.has(column->name);
  });
}

class CsvReader : public RowReader {
 public:
  // Without layouts: the columns of `drawdown generate`.
  CsvReader(std::vector<CsvLayout> layouts, Date start)
      : layouts_(std::move(layouts)), start_(start) {}

  JobFields fields() const override {
    return {at(Role::shape).there || at(Role::limit).there,
            at(Role::priority).there || at(Role::deadline).there, at(Role::after).there};
  }
  const Field& submit_field() const override { return submit_; }
  std::span<const LineNote> notes() const override { return notes_; }

  void read_header(LineReader& lines) override {
    Diagnostics diagnostics;
    const CsvHeader header = read_csv_header(lines, diagnostics);
    if (header.names.empty()) return;
    const CsvColumns* mapping = nullptr;
    if (!layouts_.empty()) {
      const auto it = std::ranges::find_if(
          layouts_, [&](const CsvLayout& layout) { return fits(layout, header); });
      layout_ = it == layouts_.end() ? layouts_.front() : *it;
      mapping = &layout_.columns;
    }
    column_count_ = header.names.size();
    for (std::size_t i = 0; i < kRoles.size(); ++i) {
      columns_[i] = find_column(kRoles[i], mapping, header, diagnostics);
    }
    diagnostics.raise_if_any();
  }

  bool read(std::string_view line, Job& job, LineFaults& faults) override {
    notes_.clear();
    if (line.empty()) return false;
    const std::vector<Field>& fields = splitter_.split(line, column_count_, faults);
    if (faults.any()) return true;
    take_texts(fields, job);
    take_ask(fields, job, faults);
    if (layout_.skip_without_chips && !faults.any() && job.chips < Chips{1}) {
      notes_.push_back(LineNote::without_chips);
      return false;
    }
    take_standing(fields, job.standing, faults);
    take_share(fields, faults);
    take_times(fields, job, faults);
    refuse_if_never_ran(job);
    job.requested = job.run;
    const Column& requested = at(Role::requested);
    if (requested.there && !fields[requested.index].text.empty()) {
      const Duration asked =
          read_duration(fields[requested.index], requested.unit, "a requested time", faults);
      if (asked >= Duration{0}) job.requested = asked;
    }
    return true;
  }

 private:
  // Where a role's fields stand.
  struct Column {
    bool there = false;
    std::size_t index = 0;
    TimeUnit unit = TimeUnit::s;
  };

  const Column& at(Role role) const { return columns_[static_cast<std::size_t>(role)]; }

  void take_texts(const std::vector<Field>& fields, Job& job) {
    const auto text = [&](Role role) {
      return at(role).there ? fields[at(role).index].text : std::string_view();
    };
    const std::string_view tenant = text(Role::tenant);
    job.id = text(Role::id);
    job.tenant = tenant.empty() ? kUnknownTenant : names_.keep(tenant);
    job.job_class = names_.keep(text(Role::job_class));
    job.pool = names_.keep(text(Role::pool));
    job.after = text(Role::after);
    job.awaited = at(Role::after).there;
    const std::string_view types = text(Role::types);
    if (types.find('|') != std::string_view::npos) {
      notes_.push_back(LineNote::several_types);
    } else if (!types.empty()) {
      job.pool = names_.keep(types);
    }
  }

  // Chips, shape and limit. There are no faults yet.
  void take_ask(const std::vector<Field>& fields, Job& job, LineFaults& faults) {
    job.chips = read_chips(fields[at(Role::chips).index], faults);
    job.shape = {};
    job.limit = {};
    if (at(Role::shape).there) {
      const Field& field = fields[at(Role::shape).index];
      const bool chips_known = !faults.any();
      job.shape = read_shape(field, faults);
      if (chips_known && job.shape.given() && job.shape.volume() != job.chips.value()) {
        faults.expected(fmt::format("a shape of {} chips", job.chips.value()), field);
      }
    }
    if (at(Role::limit).there) {
      const Field& field = fields[at(Role::limit).index];
      job.limit = read_limit(field, faults);
      if (job.shape.given() && job.limit != PlacementLimit{}) {
        faults.add(field.column, "a job with a shape has no limit");
      }
    }
  }

  // Priority and deadline, where the line says them.
  void take_standing(const std::vector<Field>& fields, Standing& standing,
                     LineFaults& faults) const {
    const Column& priority = at(Role::priority);
    if (priority.there && !fields[priority.index].text.empty()) {
      standing.priority = read_priority(fields[priority.index], faults);
    }
    const Column& deadline = at(Role::deadline);
    if (deadline.there && !fields[deadline.index].text.empty()) {
      const Field& field = fields[deadline.index];
      const std::size_t known = faults.all().size();
      standing.deadline = read_duration(field, deadline.unit, "a deadline", faults);
      if (faults.all().size() == known && *standing.deadline <= Duration{0}) {
        faults.expected("a deadline above 0", field);
      }
    }
  }

  // A job that uses a share of each of its chips holds them whole.
  void take_share(const std::vector<Field>& fields, LineFaults& faults) {
    if (!at(Role::thousandths).there) return;
    const Field& field = fields[at(Role::thousandths).index];
    const auto share = shift_decimal(field.text, 0);
    if (!share || !share->exact || share->value < 1 || share->value > 1000) {
      faults.expected("1 to 1000 thousandths of a chip", field);
    } else if (share->value < 1000) {
      notes_.push_back(LineNote::rounded_up);
    }
  }

  // Submit and run time.
  void take_times(const std::vector<Field>& fields, Job& job, LineFaults& faults) {
    submit_ = fields[at(Role::submit).index];
    const bool is_older = at(Role::started).there && submit_.text.empty();
    job.submit = kRunStart;
    if (!is_older) job.submit += read_moment(submit_, at(Role::submit).unit, start_, faults);
    const Column& run = at(Role::run);
    job.run = run.there ? read_duration(fields[run.index], run.unit, "a run time", faults)
                        : read_span(fields, is_older, faults);
  }

  // From start to end, as far as the trace saw it; negative where a job never started. Both fields
  // may be empty: of an older job's start, and of any job's end.
  Duration read_span(const std::vector<Field>& fields, bool is_older, LineFaults& faults) {
    const Field& started = fields[at(Role::started).index];
    const Field& ended = fields[at(Role::ended).index];
    Duration begin{};
    Duration end = layout_.length;
    if (!started.text.empty()) {
      begin = read_duration(started, at(Role::started).unit, "a start time", faults);
    } else if (is_older) {
      notes_.push_back(LineNote::censored_start);
    } else {
      return Duration{-1};
    }
    if (!ended.text.empty()) {
      end = read_duration(ended, at(Role::ended).unit, "an end time", faults);
    }
    if (!faults.any() && end < begin) faults.expected("an end not before the start", ended);
    if (end >= layout_.length) notes_.push_back(LineNote::censored_end);
    return end - begin;
  }

  static Column find_column(const RoleName& role, const CsvColumns* mapping,
                            const CsvHeader& header, Diagnostics& diagnostics) {
    if (mapping != nullptr) {
      const auto& given = mapping->*role.column;
      if (!given) return {};
      return {true, header.find(given->name, diagnostics, given->place), given->unit};
    }
    if (!role.needed && (role.ours.empty() || !header.has(role.ours))) return {};
    return {true, header.find(role.ours, diagnostics), TimeUnit::s};
  }

  Names names_;
  std::vector<CsvLayout> layouts_;
  CsvLayout layout_{{}, false};  // the one that the file has
  Date start_;
  FieldSplitter splitter_;
  std::size_t column_count_ = 0;
  std::array<Column, kRoles.size()> columns_;
  Field submit_;
  std::vector<LineNote> notes_;
};

}  // namespace

std::unique_ptr<RowReader> make_csv_reader(const TraceSpec& spec, Date start) {
  std::vector<CsvLayout> layouts;
  if (spec.columns) layouts.push_back({*spec.columns, false});
  return make_layout_reader(std::move(layouts), start);
}

std::unique_ptr<RowReader> make_layout_reader(std::vector<CsvLayout> layouts, Date start) {
  return std::make_unique<CsvReader>(std::move(layouts), start);
}

}  // namespace drawdown
