#include "sim/report/breakdown/breakdown.hpp"

#include <set>

#include "sim/base/errors.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/verbs.hpp"

namespace drawdown {
namespace {

struct BreakdownOptions {
  std::string directory;
  std::vector<std::string> by;
  bool csv = false;
  bool json = false;
};

void show(const BreakdownOptions& options, const BreakdownTable& table) {
  const std::set<std::string> once(options.by.begin(), options.by.end());
  if (once.size() < options.by.size()) throw InputError("--by: expected each name once");
  const Breakdown breakdown = break_down(options.directory, table, options.by);
  print_result(options.json  ? breakdown_json(breakdown)
               : options.csv ? breakdown_csv(breakdown)
                             : breakdown_text(breakdown));
}

void add_breakdown(CLI::App& program, const std::string& name, const std::string& purpose,
                   const BreakdownTable& table, const std::string& by, const std::string& example) {
  auto options = std::make_shared<BreakdownOptions>();
  options->by = {by};
  CLI::App* verb = program.add_subcommand(name, purpose);
  verb->add_option("directory", options->directory, "Run directory")->required();
  verb->add_option("--by", options->by, "What is told apart, with commas between; default: " + by)
      ->delimiter(',')
      ->check(CLI::IsMember(table.dimension_names()));
  CLI::Option* csv = verb->add_flag("--csv", options->csv, "Prints CSV, with exact sums");
  verb->add_flag("--json", options->json, "Prints JSON")->excludes(csv);
  verb->footer("Example:\n  " + example);
  verb->callback([options, &table] { show(*options, table); });
}

}  // namespace

void add_breakdowns(CLI::App& program) {
  add_breakdown(program, "waterfall", "Shows where the chip-time of a run went, and what it cost",
                waterfall_breakdown(), "cause",
                "drawdown run analysis/studies/demo.yaml --out /tmp/demo\n"
                "  drawdown waterfall /tmp/demo --by month,reservation,cause");
  add_breakdown(program, "ledger", "Shows what a run cost", ledger_breakdown(), "contract",
                "drawdown run analysis/studies/five_year_deal.yaml --out /tmp/deal\n"
                "  drawdown ledger /tmp/deal --by month,charge");
}

}  // namespace drawdown
