#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "sim/cli/console.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/policy/policy.hpp"
#include "sim/report/summary.hpp"
#include "sim/workload/workload.hpp"

namespace drawdown {
namespace {

std::string line(std::string_view name, std::string_view text) {
  return fmt::format("{:<24} {}\n", name, text);
}

std::string list_policies() {
  std::string text;
  for (const NamedPolicy& policy : named_policies()) text += line(policy.name, policy.promise);
  return text;
}

std::string list_formats() {
  std::string text;
  for (const TraceFormat& format : trace_formats()) text += line(format.name, format.description);
  return text;
}

std::string list_figures() {
  std::string text;
  for (const Figure& figure : figures()) text += line(figure.key, figure.formula);
  return text;
}

const std::map<std::string, std::string (*)()> kLists = {
    {"policies", list_policies}, {"formats", list_formats}, {"figures", list_figures}};

}  // namespace

void add_list(CLI::App& program) {
  auto what = std::make_shared<std::string>();
  CLI::App* verb = program.add_subcommand("list", "Shows what there is, a line each");
  verb->add_option("what", *what, "policies, formats (of traces) or figures (of summary.json)")
      ->required()
      ->check(CLI::IsMember(kLists));
  verb->footer("Example:\n  drawdown list policies");
  verb->callback([what] { print_result(kLists.at(*what)()); });
}

}  // namespace drawdown
