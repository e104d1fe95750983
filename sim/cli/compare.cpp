#include "sim/cli/console.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/study/comparison/comparison.hpp"

namespace drawdown {
namespace {

struct CompareOptions {
  std::string a;
  std::string b;
  bool json = false;
};

void compare_sides(const CompareOptions& options) {
  const Side a = read_side(options.a, DRAWDOWN_VERSION);
  const Side b = read_side(options.b, DRAWDOWN_VERSION);
  const Comparison comparison = compare(a, b);
  print_result(options.json ? comparison_json(a, b, comparison)
                            : comparison_text(a, b, comparison));
}

}  // namespace

void add_compare(CLI::App& program) {
  auto options = std::make_shared<CompareOptions>();
  CLI::App* verb = program.add_subcommand(
      "compare", "Shows what differs between two runs, or two points of studies");
  verb->add_option("a", options->a, "Run directory, or STUDY_DIR:POINT")->required();
  verb->add_option("b", options->b, "The other one")->required();
  verb->add_flag("--json", options->json, "Prints JSON instead of text");
  verb->footer("Example:\n  drawdown compare /tmp/demo_study:0 /tmp/demo_study:6");
  verb->callback([options] { compare_sides(*options); });
}

}  // namespace drawdown
