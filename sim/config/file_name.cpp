#include "sim/config/file_name.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "sim/config/environment.hpp"
#include "sim/config/quantity.hpp"

namespace drawdown {
std::optional<FileName> file_name(const Node& node, std::string_view path,
                                  Diagnostics& diagnostics) {
  if (node.is_reported) return std::nullopt;
  if (node.kind != NodeKind::scalar || node.text.empty()) {
    report_unexpected(node, path, "a file name", diagnostics);
    return std::nullopt;
  }
  std::string problem;
  const auto expanded = with_environment(node.text, problem);
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
