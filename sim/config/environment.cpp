#include "sim/config/environment.hpp"

#include <cstdlib>

#include <fmt/format.h>

namespace drawdown {

std::optional<std::string> with_environment(std::string_view text, std::string& problem) {
  std::string out;
  for (std::size_t dollar = text.find("${"); dollar != std::string_view::npos;
       dollar = text.find("${")) {
    const std::size_t close = text.find('}', dollar);
    if (close == std::string_view::npos) {
      problem = "'${' without its '}'";
      return std::nullopt;
    }
    const std::string name(text.substr(dollar + 2, close - dollar - 2));
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) {
      problem = fmt::format("environment variable {} is not set", name);
      return std::nullopt;
    }
    out += text.substr(0, dollar);
    out += value;
    text.remove_prefix(close + 1);
  }
  return out += text;
}

void replace_environment(Node& tree, const std::string& path, std::string_view except,
                         Diagnostics& diagnostics) {
  if (tree.kind == NodeKind::scalar && tree.text.find("${") != std::string::npos) {
    std::string problem;
    if (auto text = with_environment(tree.text, problem)) {
      tree.text = *std::move(text);
    } else {
      diagnostics.add(tree.place, fmt::format("{}: {}", path, problem));
      tree.is_reported = true;
    }
  }
  for (std::size_t i = 0; i < tree.items.size(); ++i) {
    replace_environment(tree.items[i], item_path(path, i), {}, diagnostics);
  }
  for (Entry& entry : tree.entries) {
    if (!except.empty() && entry.key == except) continue;
    replace_environment(entry.value, key_path(path, entry.key), {}, diagnostics);
  }
}

}  // namespace drawdown
