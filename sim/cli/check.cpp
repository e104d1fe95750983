#include "sim/cli/console.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/engine/scenario_reader.hpp"
#include "sim/study/study.hpp"

namespace drawdown {
namespace {

void check(const std::vector<std::string>& files) {
  Diagnostics diagnostics;
  for (const std::string& file : files) {
    if (auto document = read_document(file, diagnostics)) {
      if (is_study(document->root)) {
        read_study(*std::move(document), {}, diagnostics);
      } else {
        check_parts(document->root, diagnostics);
      }
    }
  }
  diagnostics.raise_if_any();
  std::string text;
  for (const std::string& file : files) text += file + ": ok\n";
  print_result(text);
}

}  // namespace

void add_check(CLI::App& program) {
  auto files = std::make_shared<std::vector<std::string>>();
  CLI::App* verb = program.add_subcommand("check", "Validates input files");
  verb->add_option("files", *files, "Studies, scenarios, platforms, workloads")->required();
  verb->footer("Example:\n  drawdown check analysis/studies/demo.yaml");
  verb->callback([files] { check(*files); });
}

}  // namespace drawdown
