#include "sim/study/execution/status.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace drawdown {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostFailures = 5;

std::string slurm_text(const SlurmState& slurm) {
  std::string text;
  for (const SlurmArray& array : slurm.arrays) {
    text += fmt::format("{}{} ({} tasks)", text.empty() ? "job " : ", ", array.id, array.tasks);
  }
  text = fmt::format("slurm   {}: ", text);
  if (!slurm.silence.empty()) return text + "cannot be asked: " + slurm.silence + "\n";
  bool first = true;
  const auto add = [&](std::size_t count, std::string_view what) {
    if (count == 0) return;
    text += fmt::format("{}{} {}", first ? "" : ", ", count, what);
    first = false;
  };
  for (const auto& [state, count] : slurm.tasks) add(count, state);
  add(slurm.forgotten, "ended long ago");
  text += "\n";
  if (slurm.restarted > 0) {
    text += fmt::format("        {} put back in the queue and not ended since\n", slurm.restarted);
  }
  if (slurm.on_silent_nodes > 0) {
    text += fmt::format("        {} running on nodes that do not answer\n", slurm.on_silent_nodes);
  }
  return text;
}

Json slurm_json(const SlurmState& slurm) {
  Json json;
  Json& arrays = json["arrays"] = Json::array();
  for (const SlurmArray& array : slurm.arrays) {
    arrays.push_back({{"id", array.id}, {"tasks", array.tasks}});
  }
  if (!slurm.silence.empty()) {
    json["error"] = slurm.silence;
    return json;
  }
  json["tasks_by_state"] = Json(slurm.tasks);
  json["tasks_open"] = slurm.open;
  json["tasks_restarted"] = slurm.restarted;
  json["tasks_on_silent_nodes"] = slurm.on_silent_nodes;
  json["tasks_forgotten"] = slurm.forgotten;
  return json;
}

}  // namespace

std::string status_text(const StudyStatus& status) {
  const Tally& tally = status.tally;
  std::string text = fmt::format(
      "study   {}\n"
      "points  {}: {} complete, {} partly, {} none\n"
      "runs    {}: {} done, {} failed, {} missing\n",
      status.study, tally.points, tally.points_complete, tally.points_partly, tally.points_none(),
      tally.runs, tally.runs_done, tally.runs_failed, tally.runs_missing());
  if (tally.runs_given_up > 0) {
    text += fmt::format("        {} of the missing were killed three times\n", tally.runs_given_up);
  }
  for (std::size_t i = 0; i < status.failures.size() && i < kMostFailures; ++i) {
    text += fmt::format("failed  {}\n", status.failures[i].string());
  }
  if (status.failures.size() > kMostFailures) {
    text += fmt::format("        and {} more\n", status.failures.size() - kMostFailures);
  }
  if (!status.slurm.arrays.empty()) text += slurm_text(status.slurm);
  return text;
}

std::string status_json(const StudyStatus& status) {
  const Tally& tally = status.tally;
  Json json;
  json["study"] = status.study;
  json["points"] = tally.points;
  json["points_complete"] = tally.points_complete;
  json["points_partly"] = tally.points_partly;
  json["points_none"] = tally.points_none();
  json["runs"] = tally.runs;
  json["runs_done"] = tally.runs_done;
  json["runs_failed"] = tally.runs_failed;
  json["runs_missing"] = tally.runs_missing();
  Json& failures = json["failures"] = Json::array();
  for (const auto& file : status.failures) failures.push_back(file.string());
  if (!status.slurm.arrays.empty()) json["slurm"] = slurm_json(status.slurm);
  return json.dump(2) + "\n";
}

}  // namespace drawdown
