#include "sim/workload/series/demand_trace.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/base/errors.hpp"
#include "sim/base/text.hpp"
#include "sim/config/lines/csv_lines.hpp"
#include "sim/config/lines/line_reader.hpp"
#include "sim/workload/traces/trace_fields.hpp"

namespace drawdown {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t kMaxBuckets = 10'000'000;
constexpr std::int64_t kMaxTokens = 1'000'000'000;  // of one request: sums of 9 x 10^9 of them fit

// What a line stands for.
struct Request {
  Duration at{};  // since any moment that is the same for all
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  std::int64_t requests = 1;
};

class RequestReader {
 public:
  virtual ~RequestReader() = default;
  // Takes the lines before the first request.
  virtual void read_header(LineReader&) {}
  virtual Request read(std::string_view line, LineFaults& faults) = 0;
};

// A date of which more is known than its milliseconds, which is cut off.
std::optional<Date> parse_fine_date(std::string_view text) {
  constexpr std::size_t kToMilliseconds = std::string_view("2023-11-16 18:17:03.979").size();
  const std::size_t fine = std::min(text.size(), kToMilliseconds);
  if (text.find_first_not_of("0123456789", fine) != std::string_view::npos) return std::nullopt;
  return parse_date(text.substr(0, fine));
}

// AzurePublicDataset, AzureLLMInferenceDataset2023: a CSV file.
class AzureReader : public RequestReader {
 public:
  void read_header(LineReader& lines) override {
    Diagnostics diagnostics;
    const CsvHeader header = read_csv_header(lines, diagnostics);
    if (header.names.empty()) return;
    columns_ = header.names.size();
    time_ = header.find("TIMESTAMP", diagnostics);
    input_ = header.find("ContextTokens", diagnostics);
    output_ = header.find("GeneratedTokens", diagnostics);
    diagnostics.raise_if_any();
  }

  Request read(std::string_view line, LineFaults& faults) override {
    const std::vector<Field>& fields = splitter_.split(line, columns_, faults);
    if (faults.any()) return {};
    const auto date = parse_fine_date(fields[time_].text);
    if (!date) faults.expected("a date, e.g. 2023-11-16 18:17:03.9799600", fields[time_]);
    return {date.value_or(Date{}).time_since_epoch(), read_tokens(fields[input_], faults),
            read_tokens(fields[output_], faults)};
  }

 private:
  static std::int64_t read_tokens(const Field& field, LineFaults& faults) {
    const auto tokens = parse_integer(field.text);
    if (tokens && *tokens >= 0 && *tokens <= kMaxTokens) return *tokens;
    faults.expected(fmt::format("a number of tokens, 0 to {}", kMaxTokens), field);
    return 0;
  }

  FieldSplitter splitter_;
  std::size_t columns_ = 0;
  std::size_t time_ = 0;
  std::size_t input_ = 0;
  std::size_t output_ = 0;
};

// The traces of Mooncake (Qin et al., FAST 2025): a JSON object a line.
class MooncakeReader : public RequestReader {
 public:
  Request read(std::string_view line, LineFaults& faults) override {
    const Json request = Json::parse(line, nullptr, false);
    if (!request.is_object()) {
      faults.expected("a JSON object", {line, 1});
      return {};
    }
    return {Duration{whole_number(request, "timestamp", kMaxTraceTime.count(), faults)},
            whole_number(request, "input_length", kMaxTokens, faults),
            whole_number(request, "output_length", kMaxTokens, faults)};
  }

 private:
  static std::int64_t whole_number(const Json& request, const char* key, std::int64_t most,
                                   LineFaults& faults) {
    const auto it = request.find(key);
    if (it == request.end()) {
      faults.add(1, fmt::format("the request has no '{}'", key));
    } else if (!it->is_number_unsigned() ||
               it->get<std::uint64_t>() > static_cast<std::uint64_t>(most)) {
      faults.add(1, fmt::format("expected a whole number from 0 to {} as '{}', got {}", most, key,
                                it->dump()));
    } else {
      return it->get<std::int64_t>();
    }
    return 0;
  }
};

// The minute series of a virtual cluster that are made of HeliosData (Hu et al., SC 2021): a GPU
// that a job has or waits for is a request a second.
class HeliosReader : public RequestReader {
 public:
  void read_header(LineReader& lines) override {
    Diagnostics diagnostics;
    const CsvHeader header = read_csv_header(lines, diagnostics);
    columns_ = header.names.size();
    time_ = header.find("time", diagnostics);
    running_ = header.find("running_gpu_num", diagnostics);
    pending_ = header.find("pending_gpu_num", diagnostics);
    diagnostics.raise_if_any();
  }

  Request read(std::string_view line, LineFaults& faults) override {
    const std::vector<Field>& fields = splitter_.split(line, columns_, faults);
    if (faults.any()) return {};
    const auto date = parse_date(fields[time_].text);
    if (!date || (next_ && *date != *next_)) {
      faults.expected(next_ ? fmt::format("the next minute, {}", format_date(*next_))
                            : "a date, e.g. 2020-05-01 00:00:00",
                      fields[time_]);
      return {};
    }
    next_ = *date + kMinute;
    const std::int64_t gpus =
        read_gpus(fields[running_], faults) + read_gpus(fields[pending_], faults);
    return {date->time_since_epoch(), 0, 0, gpus * (kMinute / std::chrono::seconds(1))};
  }

  static constexpr Duration kMinute = std::chrono::minutes(1);

 private:
  static constexpr std::int64_t kMostGpus = 1'000'000;

  static std::int64_t read_gpus(const Field& field, LineFaults& faults) {
    const auto gpus = parse_integer(field.text);
    if (gpus && *gpus >= 0 && *gpus <= kMostGpus) return *gpus;
    faults.expected(fmt::format("a number of GPUs, 0 to {}", kMostGpus), field);
    return 0;
  }

  FieldSplitter splitter_;
  std::optional<Date> next_;
  std::size_t columns_ = 0;
  std::size_t time_ = 0;
  std::size_t running_ = 0;
  std::size_t pending_ = 0;
};

constexpr std::array<DemandFormat, 3> kFormats = {{
    {"azure", "Azure LLM inference 2023: TIMESTAMP, ContextTokens, GeneratedTokens; plain or gzip"},
    {"mooncake", "Mooncake 2025: JSON lines of timestamp, input_length, output_length"},
    {"helios", "minutes of a virtual cluster of Helios: time, running_gpu_num, pending_gpu_num",
     HeliosReader::kMinute},
}};

std::unique_ptr<RequestReader> make_reader(std::string_view format) {
  if (format == "azure") return std::make_unique<AzureReader>();
  if (format == "helios") return std::make_unique<HeliosReader>();
  require(format == "mooncake", "there is no format of requests '{}'", format);
  return std::make_unique<MooncakeReader>();
}

}  // namespace

std::span<const DemandFormat> demand_formats() {
  return kFormats;
}

DemandSeries read_demand_trace(std::string_view format, const std::string& path, Duration step,
                               const Place& named_at) {
  require(step > Duration{0}, "a bucket of demand is no time long");
  const auto requests = make_reader(format);
  LineReader lines(path, named_at);
  requests->read_header(lines);
  DemandSeries series{step, {}, {}};
  Duration first{};
  Duration previous{};
  std::string_view line;
  while (lines.next(line)) {
    if (line.empty()) continue;
    LineFaults faults;
    const Request request = requests->read(line, faults);
    if (series.buckets.empty()) first = previous = request.at;
    const std::int64_t bucket = (request.at - first) / step;
    if (!faults.any() && request.at < previous) {
      faults.add(1, "expected a request not before the previous one");
    } else if (bucket >= kMaxBuckets) {
      faults.add(1, fmt::format("more than {} steps after the first request", kMaxBuckets));
    }
    faults.raise_if_any(lines, line);
    previous = request.at;
    if (const auto count = static_cast<std::size_t>(bucket) + 1; count > series.buckets.size()) {
      series.buckets.resize(count);
    }
    DemandBucket& arrived = series.buckets.back();
    arrived.requests += request.requests;
    arrived.input_tokens += request.input_tokens;
    arrived.output_tokens += request.output_tokens;
  }
  if (series.buckets.empty()) {
    Diagnostics diagnostics;
    diagnostics.add({path}, "has no requests");
    diagnostics.raise_if_any();
  }
  series.content_hash = lines.content_hash();
  return series;
}

}  // namespace drawdown
