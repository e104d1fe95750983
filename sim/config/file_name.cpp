#include "sim/config/file_name.hpp"

#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "sim/config/quantity.hpp"

namespace drawdown {
namespace {

// `text` with every `${NAME}` replaced; nothing, and `problem`, where one cannot be.
std::optional<std::string> expand(std::string_view text, std::string& problem) {
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

}  // namespace

std::optional<FileName> file_name(const Node& node, std::string_view path,
                                  Diagnostics& diagnostics) {
  if (node.is_reported) return std::nullopt;
  if (node.kind != NodeKind::scalar || node.text.empty()) {
    report_unexpected(node, path, "a file name", diagnostics);
    return std::nullopt;
  }
  std::string problem;
  const auto expanded = expand(node.text, problem);
  if (!expanded) {
    diagnostics.add(node.place, fmt::format("{}: {}", path, problem));
    return std::nullopt;
  }
  const bool in_file = node.place.line > 0;
  const std::filesystem::path folder =
      in_file ? std::filesystem::path(node.place.file).parent_path() : std::filesystem::path();
  return FileName{node.text, (folder / *expanded).lexically_normal().string()};
}

std::string path_text(const Node& node, std::string_view path, Diagnostics& diagnostics) {
  const auto name = file_name(node, path, diagnostics);
  return name ? name->path : std::string();
}

}  // namespace drawdown
