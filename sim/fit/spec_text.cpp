#include "sim/fit/spec_text.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/base/text.hpp"
#include "sim/config/node.hpp"

namespace drawdown {
namespace {

// In quotes where it must be.
std::string word(const std::string& text) {
  return emit_line(scalar_node(text, {}));
}

std::string seconds(double ms) {
  return fmt::format("{:.3f} s", ms / 1000);
}

std::string seconds(Duration time) {
  return seconds(static_cast<double>(time.count()));
}

template <class Numbers>
std::string list(const Numbers& numbers) {
  std::vector<std::string> texts;
  for (const double number : numbers) texts.push_back(fmt::format("{:.4g}", number));
  return fmt::format("[{}]", fmt::join(texts, ", "));
}

std::string duration_text(const DurationForm& form) {
  std::vector<std::string> parts;
  for (const FixedComponent& c : form.fixed) {
    parts.push_back(fmt::format("{{fixed: {}, weight: {:.6g}}}", seconds(c.length), c.weight));
  }
  for (const LognormalComponent& c : form.lognormal) {
    parts.push_back(fmt::format("{{lognormal: {{median: {}, sigma: {:.6g}}}, weight: {:.6g}}}",
                                seconds(std::exp(c.mu)), c.sigma, c.weight));
  }
  return fmt::format("{{mixture: [{}], min: {}, max: {}}}", fmt::join(parts, ", "),
                     seconds(form.min), seconds(form.max));
}

std::string figures_text(const Closeness& c) {
  return fmt::format(
      "{} jobs. Durations: distance {:.4f} from the form (Kolmogorov and Smirnov).\n"
      "Correlation of hourly counts, trace and form: {:.3f} and {:.3f} an hour apart, {:.3f} and "
      "{:.3f} a day apart.\nChip-hours, trace and form: {:.6g} and {:.6g}.\n",
      c.jobs, c.duration_distance, c.after_hour.trace, c.after_hour.form, c.after_day.trace,
      c.after_day.form, c.chip_ms.trace / kMsPerHour, c.chip_ms.form / kMsPerHour);
}

// Each line after `# `.
std::string comment(std::string_view indent, std::string_view lines) {
  std::string text;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    text += fmt::format("{}# {}\n", indent, lines.substr(0, end));
    lines.remove_prefix(end + 1);
  }
  return text;
}

std::string arrivals_text(const ArrivalForm& form, double scale) {
  std::string text = fmt::format("        rate: {:.8g} jobs/h\n", form.jobs_per_hour * scale);
  text += fmt::format("        daily: {}\n", list(form.shape.daily));
  text += fmt::format("        weekly: {}\n", list(form.shape.weekly));
  if (form.batch_mean > 1) {
    text += fmt::format("        batch: {{mean: {:.6g}}}\n", form.batch_mean);
  }
  if (!form.levels.empty()) text += "        level:\n";
  for (const Level& level : form.levels) {
    text += fmt::format("          - {{sigma: {:.6g}, correlation: {:.6g}}}\n", level.sigma,
                        level.correlation);
  }
  if (!form.levels.empty()) text += "        balanced: true\n";
  return text;
}

// The durations of the group with the most sizes are the stream's; other sizes have their own.
std::string stream_text(const StreamFit& stream, const Closeness& closeness, Date until,
                        double scale) {
  std::string text = comment("    ", figures_text(closeness));
  text += fmt::format("    - name: {}\n", word(stream.name));
  if (!stream.tenant.empty()) text += fmt::format("      tenant: {}\n", word(stream.tenant));
  if (!stream.job_class.empty()) text += fmt::format("      class: {}\n", word(stream.job_class));
  if (!stream.pool.empty()) text += fmt::format("      pool: {}\n", word(stream.pool));
  text += fmt::format("      until: {}\n      arrivals:\n{}", format_date(until),
                      arrivals_text(stream.arrivals, scale));
  const auto common = std::ranges::max_element(stream.groups, {},
                                               [](const SizeGroup& g) { return g.sizes.size(); });
  text += fmt::format("      duration: {}\n      sizes:\n", duration_text(common->form));
  for (const SizeGroup& group : stream.groups) {
    const std::string own =
        &group == &*common ? "" : fmt::format(", duration: {}", duration_text(group.form));
    for (const SizeCount& size : group.sizes) {
      text += fmt::format("        - {{chips: {} chips, weight: {}{}}}\n", size.chips.value(),
                          size.jobs, own);
    }
  }
  return text;
}

std::string whole_text(const WorkloadFit& fit, const Closeness& closeness) {
  std::string text = figures_text(closeness);
  text += fmt::format(
      "Left out: {} jobs in pools and classes with fewer than {}, {} that could never run.\n",
      fit.jobs_left_out, kFewestOfStream, fit.jobs_refused);
  for (const std::string& line : texts_of(fit.input)) text += line + "\n";
  text += "Shares of chip-time by size, trace and form:\n";
  for (const auto& [bound, share] : closeness.chip_time_shares) {
    text += fmt::format("  up to {} chips: {:.4f} and {:.4f}\n", bound.value(), share.trace,
                        share.form);
  }
  return text;
}

}  // namespace

std::string fit_text(const WorkloadFit& fit, const ClosenessOfFit& closeness) {
  std::string text = whole_text(fit, closeness.whole);
  for (std::size_t i = 0; i < fit.streams.size(); ++i) {
    text += fmt::format("\nStream {}: {}", fit.streams[i].name, figures_text(closeness.streams[i]));
  }
  return text;
}

std::string spec_text(const WorkloadFit& fit, const ClosenessOfFit& closeness,
                      const std::string& trace, double scale) {
  std::string text =
      fmt::format("# Fitted to {} by `drawdown fit`; rates x {:g}.\n", trace, scale) +
      comment("", whole_text(fit, closeness.whole));
  text += fmt::format("start: {}\n\nworkload:\n  streams:\n", format_date(fit.start));
  for (std::size_t i = 0; i < fit.streams.size(); ++i) {
    text += stream_text(fit.streams[i], closeness.streams[i], fit.until, scale);
  }
  return text;
}

}  // namespace drawdown
