#include "sim/study/study.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "sim/base/errors.hpp"
#include "sim/config/content_hash.hpp"
#include "sim/study/design/scenario_values.hpp"

namespace drawdown {
namespace {

// `12 points x 3 replications = 36 runs`
std::string runs_text(std::size_t points, const Replications& replications) {
  const auto count = static_cast<std::int64_t>(points);
  const auto [least, most] = std::pair(replications.at_least, replications.at_most);
  if (least == most) {
    return fmt::format("{} points x {} replications = {} runs\n", count, least, count * least);
  }
  return fmt::format("{} points x {} to {} replications = {} to {} runs\n", count, least, most,
                     count * least, count * most);
}

}  // namespace

std::uint64_t replication_seed(std::uint64_t study_seed, std::int64_t replication) {
  const std::string hash = content_hash(fmt::format("{}/{}", study_seed, replication));
  std::uint64_t bits = 0;
  std::from_chars(hash.data(), hash.data() + 16, bits, 16);
  return bits >> 1;
}

const Node& value_node(const Study& study, const Setting& setting, Node& scalar) {
  const auto of_path = study.listed_values.find(setting.path);
  if (of_path != study.listed_values.end()) {
    const auto found = of_path->second.find(setting.value);
    if (found != of_path->second.end()) return found->second;
  }
  scalar = scalar_node(setting.value, study.base.root.place);
  return scalar;
}

Document scenario_of(const Study& study, const Point& point, std::int64_t replication) {
  Document document = study.base;
  Node scalar;
  for (std::size_t i = 0; i < point.settings.size(); ++i) {
    Node* at = find_or_add(document.root, study.steps[i]);
    require(at != nullptr, "no way to {}", study.paths[i]);
    *at = value_node(study, point.settings[i], scalar);
  }
  Node* seed = document.root.find("seed");
  require(seed != nullptr, "a resolved scenario without a seed");
  *seed = scalar_node(fmt::format("{}", replication_seed(study.seed, replication)), seed->place);
  return document;
}

std::string points_text(const Study& study) {
  std::vector<std::size_t> widths;
  for (const std::string& path : study.paths) widths.push_back(path.size());
  for (const Point& point : study.points) {
    for (std::size_t i = 0; i < widths.size(); ++i) {
      widths[i] = std::max(widths[i], point.settings[i].value.size());
    }
  }
  std::string text;
  const auto add_line = [&](const std::string& first, const auto& cell) {
    std::string line = fmt::format("{:<7}", first);
    for (std::size_t i = 0; i < widths.size(); ++i) {
      fmt::format_to(std::back_inserter(line), "  {:<{}}", cell(i), widths[i]);
    }
    text.append(line, 0, line.find_last_not_of(' ') + 1);
    text += '\n';
  };
  add_line("point", [&](std::size_t i) { return study.paths[i]; });
  for (const Point& point : study.points) {
    add_line(fmt::format("{}", point.number),
             [&](std::size_t i) { return point.settings[i].value; });
  }
  return text + runs_text(study.points.size(), study.replications);
}

}  // namespace drawdown
