#include <fmt/format.h>

#include "sim/base/errors.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/review/story/story.hpp"
#include "sim/review/text/text_style.hpp"

namespace drawdown {
namespace {

struct ExplainOptions {
  std::string directory;
  std::vector<std::string> jobs;
};

const JobHistory& find(const JobHistories& histories, const RunFiles& run, const std::string& id) {
  const JobHistory* const history = histories.find(id);
  if (history != nullptr) return *history;
  const auto near = near_job(run, id);
  throw InputError(fmt::format("{}: it has no job '{}'{}", run.name(), id,
                               near ? fmt::format("; did you mean '{}'?", *near) : ""));
}

// Who it is, then its story.
std::string story_text(const JobHistory& history, const Storyteller& teller) {
  const JobRow& job = history.job;
  std::string text = fmt::format("job {} of {}{}\n", job.id, job.tenant,
                                 job.job_class.empty() ? "" : fmt::format(", {}", job.job_class));
  for (const std::string& line : teller.tell(history)) text += line + '\n';
  return text;
}

void explain(const ExplainOptions& options) {
  const RunFiles run(options.directory, DRAWDOWN_VERSION);
  const JobHistories histories(run, options.jobs);
  const Storyteller teller(run);
  std::string text;
  for (const std::string& id : options.jobs) {
    if (!text.empty()) text += '\n';
    text += story_text(find(histories, run, id), teller);
  }
  print_result(shown_lines(text));
}

}  // namespace

void add_explain(CLI::App& program) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* verb =
      program.add_subcommand("explain", "Tells what a job waited for, where it ran, what it lost");
  verb->add_option("directory", options->directory, "Run directory")->required();
  verb->add_option("job", options->jobs, "Ids of jobs, as in jobs.csv")->required();
  verb->footer(
      "Example:\n  drawdown run analysis/studies/demo.yaml --out /tmp/demo\n"
      "  drawdown explain /tmp/demo evaluation_storms-1");
  verb->callback([options] { explain(*options); });
}

}  // namespace drawdown
