#include "sim/review/jobs/wait_review.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/review/series/step_series.hpp"

namespace drawdown {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostBins = 60;
constexpr std::size_t kSteps = 48;
constexpr double kShortestMs = 1000;   // the second edge of waits
constexpr double kMostSlowdown = 1e4;  // the last edge of slowdowns
constexpr double kBoundMs = 10'000;    // of slowdowns (docs/accounting.md)

std::vector<std::int64_t> wait_edges(Instant end) {
  const double longest = std::max(static_cast<double>(to_ms(end)), 2 * kShortestMs) / kShortestMs;
  std::vector<std::int64_t> edges = {0};
  for (std::size_t i = 0; i + 1 < kSteps; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(kSteps - 2);
    edges.push_back(std::llround(kShortestMs * std::pow(longest, part)));
  }
  return edges;
}

std::vector<double> make_slowdown_edges() {
  std::vector<double> edges;
  for (std::size_t i = 0; i < kSteps; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(kSteps - 1);
    edges.push_back(std::round(std::pow(kMostSlowdown, part) * 1e6) / 1e6);
  }
  return edges;
}

// The last step that begins at or below a value, which is not below the first.
template <class Value>
std::size_t step_of(const std::vector<Value>& edges, Value value) {
  const auto next = std::ranges::upper_bound(edges, value);
  return static_cast<std::size_t>(next - edges.begin()) - 1;
}

double slowdown_of(const JobRow& job) {
  const auto wait = static_cast<double>(job.wait->count());
  const auto run = static_cast<double>(job.run.count());
  return std::max(1.0, (wait + run) / std::max(run, kBoundMs));
}

}  // namespace

WaitReview::WaitReview(const Buckets& buckets, Instant end, std::filesystem::path scratch_directory)
    : buckets_(buckets),
      end_(end),
      scratch_directory_(std::move(scratch_directory)),
      bin_buckets_((buckets.count() + kMostBins - 1) / kMostBins),
      bins_((buckets.count() + bin_buckets_ - 1) / bin_buckets_),
      edges_(wait_edges(end)),
      slowdown_edges_(make_slowdown_edges()) {}

WaitReview::Class::Class(std::size_t bins, const std::filesystem::path& scratch_directory)
    : wait(bins, std::vector<std::int64_t>(kSteps)),
      slowdown(wait),
      lower_bound(bins),
      waits(scratch_directory) {}

WaitReview::Class& WaitReview::class_of(const JobRow& job) {
  const std::string_view name = job.job_class.empty() ? job.tenant : job.job_class;
  const auto found = classes_.find(name);
  if (found != classes_.end()) return found->second;
  return classes_.try_emplace(std::string(name), bins_, scratch_directory_).first->second;
}

void WaitReview::add(const JobRow& job) {
  if (!job.wait) return;
  Class& of = class_of(job);
  const std::int64_t wait = job.wait->count();
  of.waits.add(2 * wait + (job.start ? 0 : 1));
  of.wait_sum += wait;
  of.has_unstarted |= !job.start;
  // The run's last moment is in its last bucket.
  const Instant waits_from = std::min(job.submit + job.blocked, end_ - Duration{1});
  if (!buckets_.shows(waits_from)) return;
  const std::size_t bin = buckets_.of(waits_from) / bin_buckets_;
  if (job.start) {
    ++of.wait[bin][step_of(edges_, wait)];
  } else {
    ++of.lower_bound[bin];
  }
  if (job.state == EndState::done) {
    ++of.slowdown[bin][step_of(slowdown_edges_, slowdown_of(job))];
  }
}

void WaitReview::add_quantiles(Json& json, Class& of) {
  constexpr double kMsPerSecond = 1000;
  Json at_least = Json::array();
  json["jobs"] = of.waits.count();
  json["mean_s"] = short_number(static_cast<double>(of.wait_sum) /
                                static_cast<double>(of.waits.count()) / kMsPerSecond);
  if (of.has_unstarted) at_least.push_back("mean_s");
  for (const int percent : {50, 95, 99}) {
    const std::int64_t wait = of.waits.nearest_rank(percent);
    const std::string key = fmt::format("p{}_s", percent);
    json[key] = short_number(static_cast<double>(wait / 2) / kMsPerSecond);
    if (wait % 2 == 1) at_least.push_back(key);
  }
  json["at_least"] = std::move(at_least);
}

Json WaitReview::made() {
  Json json = {{"bin_buckets", bin_buckets_},
               {"edges", edges_},
               {"slowdown_edges", Json::array()},
               {"classes", Json::array()}};
  for (const double edge : slowdown_edges_) json["slowdown_edges"].push_back(short_number(edge));
  for (auto& [name, of] : classes_) {
    Json& made = json["classes"].emplace_back(Json::object());
    made["name"] = name;
    made["wait"] = of.wait;
    made["lower_bound"] = of.lower_bound;
    made["slowdown"] = of.slowdown;
    add_quantiles(made, of);
  }
  return json;
}

}  // namespace drawdown
