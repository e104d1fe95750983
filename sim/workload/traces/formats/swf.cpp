#include <array>

#include <fmt/format.h>

#include "sim/base/names.hpp"
#include "sim/base/text.hpp"
#include "sim/workload/traces/formats/formats.hpp"

namespace drawdown {
namespace {

constexpr std::size_t kFields = 18;
constexpr std::string_view kUnknown = "-1";

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

class SwfReader : public RowReader {
 public:
  void read_header(LineReader&) override {}
  bool has_asks() const override { return false; }
  const Field& submit_field() const override { return field(2); }

  bool read(std::string_view line, Job& job, LineFaults& faults) override {
    const std::size_t count = split(line);
    if (count == 0) return false;
    if (count != kFields) {
      const std::size_t column = count > kFields ? surplus_column_ : line.size() + 1;
      faults.add(column, fmt::format("expected {} fields, got {}", kFields, count));
      return true;
    }
    for (const std::size_t number : {3, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17, 18}) {
      const std::string_view text = field(number).text;
      if (text != kUnknown && !shift_decimal(text, 0)) faults.expected("a number", field(number));
    }
    if (!shift_decimal(field(1).text, 0)) faults.expected("a job number", field(1));
    const Duration submit = read_duration(field(2), TimeUnit::s, "a submit time", faults);
    if (submit < Duration{0}) faults.expected("a submit time of at least 0", field(2));
    job.submit = kRunStart + submit;
    job.run = read_duration(field(4), TimeUnit::s, "a run time", faults);
    const Chips allocated = read_chips(field(5), faults);
    const Chips wanted = read_chips(field(8), faults);
    const Duration requested = read_duration(field(9), TimeUnit::s, "a requested time", faults);
    job.chips = allocated < Chips{1} ? wanted : allocated;
    job.id = field(1).text;
    job.tenant = field(12).text == kUnknown ? kUnknownTenant : names_.keep(field(12).text);
    job.job_class = field(15).text == kUnknown ? std::string_view() : names_.keep(field(15).text);
    job.pool = {};
    job.shape = {};
    job.limit = {};
    refuse_if_never_ran(job);
    job.requested = requested < Duration{0} ? job.run : requested;
    return true;
  }

 private:
  // As the format's definition counts them, from 1.
  const Field& field(std::size_t number) const { return fields_[number - 1]; }

  // The number of fields; 0 for a comment and an empty line.
  std::size_t split(std::string_view line) {
    std::size_t count = 0;
    std::size_t at = 0;
    while (true) {
      while (at < line.size() && is_blank(line[at])) ++at;
      if (at == line.size() || (count == 0 && line[at] == ';')) return count;
      const std::size_t begin = at;
      while (at < line.size() && !is_blank(line[at])) ++at;
      if (count < kFields) fields_[count] = {line.substr(begin, at - begin), begin + 1};
      if (count == kFields) surplus_column_ = begin + 1;
      ++count;
    }
  }

  Names names_;
  std::array<Field, kFields> fields_;
  std::size_t surplus_column_ = 0;  // of the field after the last that there should be
};

}  // namespace

std::unique_ptr<RowReader> make_swf_reader(const TraceSpec&, Date) {
  return std::make_unique<SwfReader>();
}

}  // namespace drawdown
