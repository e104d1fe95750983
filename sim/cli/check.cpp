#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "sim/cli/console.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/engine/scenario_reader.hpp"
#include "sim/study/study.hpp"

namespace drawdown {
namespace {

struct CheckOptions {
  std::vector<std::string> files;
  std::vector<std::string> settings;
};

// `1 site`, `2 sites`
std::string counted(std::size_t number, std::string_view noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

// `8960 tpu_v5p, 1024 h100_sxm`, in the order of the pools.
std::string chips_text(const Platform& platform) {
  std::vector<std::pair<std::string, Chips>> kinds;
  for (const Pool& pool : platform.pools) {
    const std::string kind = pool.accelerator ? pool.accelerator->name : "of no kind";
    auto found = std::ranges::find(kinds, kind, [](const auto& entry) { return entry.first; });
    if (found == kinds.end()) found = kinds.insert(found, {kind, Chips{}});
    found->second += pool.chips();
  }
  std::string text;
  for (const auto& [kind, chips] : kinds) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", chips.value(), kind);
  }
  return text;
}

// Of all pools; nothing unless it is known of each.
std::optional<Power> installed_power(const Platform& platform) {
  Power sum;
  for (const Pool& pool : platform.pools) {
    const auto power = installed_power(pool, platform.sites[pool.site.index()]);
    if (!power) return std::nullopt;
    sum.watts += power->watts;
  }
  return sum;
}

// `: 1 site, 2 pools, 9984 chips (8960 tpu_v5p, 1024 h100_sxm), 6.4 MW`
std::string platform_text(const Platform& platform) {
  if (platform.pools.empty()) return "";
  std::string text = fmt::format(": {}", counted(platform.sites.size(), "site"));
  const auto add_if_any = [&](std::size_t number, std::string_view noun) {
    if (number > 0) text += fmt::format(", {}", counted(number, noun));
  };
  add_if_any(platform.network.links.size(), "link");
  add_if_any(platform.data_sets.size(), "data set");
  text += fmt::format(", {}, {} chips ({})", counted(platform.pools.size(), "pool"),
                      platform.chips().value(), chips_text(platform));
  constexpr double kWattsPerMegawatt = 1e6;
  if (const auto power = installed_power(platform)) {
    text += fmt::format(", {:.1f} MW", power->watts / kWattsPerMegawatt);
  }
  return text;
}

// The platform of the file, if it has one; that of a study is its scenario's.
Platform check_file(const std::string& file, const std::vector<std::string>& settings,
                    Diagnostics& diagnostics) {
  auto document = read_document(file, diagnostics);
  if (!document) return {};
  if (is_study(document->root)) {
    read_study(*std::move(document), settings, diagnostics);
    return {};
  }
  for (const std::string& setting : settings) set(document->root, setting, diagnostics);
  return check_parts(document->root, diagnostics).scenario.platform;
}

void check(const CheckOptions& options) {
  Diagnostics diagnostics;
  std::vector<Platform> platforms;
  for (const std::string& file : options.files) {
    platforms.push_back(check_file(file, options.settings, diagnostics));
  }
  diagnostics.raise_if_any();
  std::string text;
  for (std::size_t i = 0; i < platforms.size(); ++i) {
    text += fmt::format("{}: ok{}\n", options.files[i], platform_text(platforms[i]));
  }
  print_result(text);
}

}  // namespace

void add_check(CLI::App& program) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* verb = program.add_subcommand("check", "Validates input files");
  verb->add_option("files", options->files, "Studies, scenarios, platforms, workloads")->required();
  verb->add_option("--set", options->settings,
                   "Replaces one value of each file: path=value, e.g. platform.scale=0.1")
      ->take_all()
      ->allow_extra_args(false);
  verb->footer("Example:\n  drawdown check analysis/studies/demo.yaml");
  verb->callback([options] { check(*options); });
}

}  // namespace drawdown
