#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/base/names.hpp"
#include "sim/base/text.hpp"
#include "sim/workload/traces/trace.hpp"

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
  deadline
};

struct RoleName {
  std::optional<CsvColumn> CsvColumns::*column;
  std::string_view ours;  // the name that `drawdown generate` gives it
  bool needed;
};

constexpr std::array<RoleName, 12> kRoles = {{
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
}};

// Splits lines into fields, without a copy where nothing is quoted.
class FieldSplitter {
 public:
  // The fields are valid until the next call, or the end of `line`'s life.
  const std::vector<Field>& split(std::string_view line, LineFaults& faults) {
    fields_.clear();
    unquoted_.clear();
    unquoted_.reserve(line.size());  // so that it never moves under the fields that view it
    std::size_t at = 0;
    while (true) {
      at = line.substr(at).starts_with('"') ? take_quoted(line, at, faults) : take_plain(line, at);
      if (at >= line.size()) break;
      ++at;  // the comma
    }
    return fields_;
  }

 private:
  std::size_t take_plain(std::string_view line, std::size_t begin) {
    const std::size_t end = std::min(line.find(',', begin), line.size());
    const std::string_view text = trim(line.substr(begin, end - begin));
    const auto blanks =
        text.empty() ? 0 : static_cast<std::size_t>(text.data() - line.data()) - begin;
    fields_.push_back({text, begin + blanks + 1});
    return end;
  }

  std::size_t take_quoted(std::string_view line, std::size_t begin, LineFaults& faults) {
    const std::size_t first = unquoted_.size();
    std::size_t at = begin + 1;
    bool closed = false;
    while (at < line.size() && !closed) {
      const bool quote = line[at] == '"';
      if (quote && !line.substr(at + 1).starts_with('"')) {
        closed = true;
      } else {
        unquoted_.push_back(line[at]);
        at += quote ? 1 : 0;
      }
      ++at;
    }
    if (!closed) faults.add(begin + 1, "expected a closing quote on the same line");
    if (at < line.size() && line[at] != ',') {
      faults.add(at + 1, "expected a comma after the closing quote");
      at = std::min(line.find(',', at), line.size());
    }
    fields_.push_back({std::string_view(unquoted_).substr(first), begin + 1});
    return at;
  }

  std::vector<Field> fields_;
  std::string unquoted_;
};

class CsvReader : public RowReader {
 public:
  CsvReader(const TraceSpec& spec, Date start) : mapping_(spec.columns), start_(start) {}

  bool has_asks() const override { return at(Role::shape).there || at(Role::limit).there; }
  bool has_standings() const override {
    return at(Role::priority).there || at(Role::deadline).there;
  }
  const Field& submit_field() const override { return submit_; }

  void read_header(LineReader& lines) override {
    std::string_view line;
    do {
      if (!lines.next(line)) return;
    } while (line.empty() || line.starts_with('#'));
    LineFaults faults;
    Diagnostics diagnostics;
    Header header{line, lines.place(1), {}};
    for (const Field& field : splitter_.split(line, faults)) header.names.push_back(field.text);
    for (const LineFaults::Fault& fault : faults.all()) {
      diagnostics.add(lines.place(fault.column), fault.message, std::string(line));
    }
    column_count_ = header.names.size();
    for (std::size_t i = 0; i < kRoles.size(); ++i) {
      columns_[i] = find_column(kRoles[i], header, diagnostics);
    }
    diagnostics.raise_if_any();
  }

  bool read(std::string_view line, Job& job, LineFaults& faults) override {
    if (line.empty()) return false;
    const std::vector<Field>& fields = splitter_.split(line, faults);
    if (faults.any()) return true;
    if (fields.size() != column_count_) {
      const std::size_t column =
          fields.size() > column_count_ ? fields[column_count_].column : line.size() + 1;
      faults.add(column, fmt::format("expected {} fields, got {}", column_count_, fields.size()));
      return true;
    }
    take_texts(fields, job);
    take_ask(fields, job, faults);
    take_standing(fields, job.standing, faults);
    submit_ = fields[at(Role::submit).index];
    job.submit = kRunStart + read_moment(submit_, at(Role::submit).unit, start_, faults);
    job.run = read_duration(fields[at(Role::run).index], at(Role::run).unit, "a run time", faults);
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

  struct Header {
    std::string_view line;
    Place place;
    std::vector<std::string_view> names;
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

  Column find_column(const RoleName& role, const Header& header, Diagnostics& diagnostics) const {
    const auto given = mapping_ ? (*mapping_).*role.column : std::nullopt;
    if (mapping_ && !given) return {};
    const std::string_view name = given ? std::string_view(given->name) : role.ours;
    const auto fault = [&](std::string message) {
      if (given && !given->place.file.empty()) {
        diagnostics.add(given->place, std::move(message));
      } else {
        diagnostics.add(header.place, std::move(message), std::string(header.line));
      }
    };
    const auto& names = header.names;
    const auto it = std::ranges::find(names, name);
    if (it != names.end()) {
      if (std::find(it + 1, names.end(), name) != names.end()) {
        fault(fmt::format("the trace has two columns '{}'", name));
      }
      return {true, static_cast<std::size_t>(it - names.begin()),
              given ? given->unit : TimeUnit::s};
    }
    if (given || role.needed) {
      const auto near = near_miss(name, names);
      fault(fmt::format("the trace has no column '{}'{}; it has {}", name,
                        near ? fmt::format(" (did you mean '{}'?)", *near) : "",
                        fmt::join(names, ", ")));
    }
    return {};
  }

  Names names_;
  std::optional<CsvColumns> mapping_;
  Date start_;
  FieldSplitter splitter_;
  std::size_t column_count_ = 0;
  std::array<Column, kRoles.size()> columns_;
  Field submit_;
};

}  // namespace

std::unique_ptr<RowReader> make_csv_reader(const TraceSpec& spec, Date start) {
  return std::make_unique<CsvReader>(spec, start);
}

}  // namespace drawdown
