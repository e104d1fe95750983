#include "sim/study/scenario_files.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "sim/config/file_name.hpp"

namespace drawdown {

Node* trace_file_in(Node& value, std::span<const Step> path) {
  const std::vector<Step> steps = {Step("workload"), Step("trace"), Step("file")};
  if (path.size() > steps.size() || !std::equal(path.begin(), path.end(), steps.begin())) {
    return nullptr;
  }
  return find(value, std::span(steps).subspan(path.size()));
}

void name_files_absolutely(Node& value, std::span<const Step> path) {
  Node* file = trace_file_in(value, path);
  if (file == nullptr) return;
  Diagnostics ignored;  // whoever reads the scenario reports what is wrong with the name
  const auto name = file_name(*file, "", ignored);
  if (!name) return;
  const bool stays = name->written.starts_with("${") && name->path.starts_with('/');
  if (!stays) file->text = std::filesystem::absolute(name->path).lexically_normal().string();
}

}  // namespace drawdown
