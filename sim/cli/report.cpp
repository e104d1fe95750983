#include <cstdlib>
#include <filesystem>

#include <sys/ioctl.h>
#include <unistd.h>

#include "sim/base/errors.hpp"
#include "sim/base/text.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/review/page/html_page.hpp"
#include "sim/review/page/run_review.hpp"
#include "sim/review/page/study_review.hpp"
#include "sim/review/text/text_report.hpp"

namespace drawdown {
namespace {

using Json = nlohmann::ordered_json;

struct ReportOptions {
  std::vector<std::string> directories;
  std::string out;
  std::string from;
  std::string until;
  bool text = false;
  bool json = false;
};

std::optional<Date> date_of(std::string_view option, const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto date = parse_date(text);
  if (!date) {
    throw InputError(
        fmt::format("{}: expected a date (UTC), e.g. 2026-01-31, got '{}'", option, text));
  }
  return date;
}

Json review_of(const ReportOptions& options) {
  const ShownTime time{date_of("--from", options.from), date_of("--to", options.until)};
  const std::string& first = options.directories.front();
  if (options.directories.size() == 2) {
    return comparison_review(RunFiles(first, DRAWDOWN_VERSION),
                             RunFiles(options.directories.back(), DRAWDOWN_VERSION), time);
  }
  if (is_run(first)) return run_review(RunFiles(first, DRAWDOWN_VERSION), time);
  if (!is_study_directory(first)) {
    throw InputError(fmt::format("{}: expected the directory of a run or a study", first));
  }
  if (time.from || time.until) {
    throw InputError(fmt::format("{}: --from and --to are of runs, and it is a study", first));
  }
  return study_review(first, DRAWDOWN_VERSION);
}

// Colours for a person (no-color.org), and the width of the terminal.
TextStyle stdout_style() {
  TextStyle style;
  const char* const no_colour = std::getenv("NO_COLOR");
  const bool is_terminal = ::isatty(STDOUT_FILENO) == 1;
  style.colour = is_terminal && (no_colour == nullptr || *no_colour == '\0');
  winsize size{};
  if (is_terminal && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    style.width = size.ws_col;
  }
  return style;
}

// DIR.html beside DIR.
std::filesystem::path default_file(const std::string& typed) {
  std::error_code error;
  auto path = std::filesystem::weakly_canonical(typed, error);
  if (error) path = typed;
  return path.string() + ".html";
}

void report(const ReportOptions& options) {
  if (options.text) {
    print_result(text_report(review_of(options), stdout_style()));
    return;
  }
  if (options.json) {
    print_result(review_of(options).dump() + "\n");
    return;
  }
  require_page();
  const std::filesystem::path file = options.out.empty() ? default_file(options.directories.front())
                                                         : std::filesystem::path(options.out);
  write_page(review_of(options), file);
  print_result(fmt::format("{}\n", file.string()));
}

}  // namespace

void add_report(CLI::App& program) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* verb =
      program.add_subcommand("report", "Writes a page that shows where the capacity of a run went");
  verb->add_option("directory", options->directories,
                   "Run directory, or two to compare, or the directory of a study")
      ->required()
      ->expected(1, 2);
  verb->add_option("--out", options->out, "File to be made; default: DIRECTORY.html");
  verb->add_option("--from", options->from, "Shows the time from this date (UTC) on");
  verb->add_option("--to", options->until, "Shows the time before this date (UTC)");
  CLI::Option* text =
      verb->add_flag("--text", options->text, "Prints figures and small charts, and makes no page");
  verb->add_flag("--json", options->json, "Prints what the page is given (docs/review.md)")
      ->excludes(text);
  verb->footer(
      "Example:\n  drawdown run analysis/studies/demo.yaml --out /tmp/demo\n"
      "  drawdown report /tmp/demo --out /tmp/demo.html\n"
      "  drawdown report /tmp/demo --text");
  verb->callback([options] { report(*options); });
}

}  // namespace drawdown
