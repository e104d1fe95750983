#include "sim/study/execution/study_directory.hpp"

#include <system_error>

#include "sim/base/errors.hpp"
#include "sim/config/tree_differences.hpp"
#include "sim/study/execution/whole_file.hpp"

namespace drawdown {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostDifferences = 10;
constexpr std::string_view kPartialStudy = ".study.yaml";

[[noreturn]] void fail(const fs::path& path, const std::error_code& error) {
  throw EnvironmentError(fmt::format("cannot write {}: {}", path.string(), error.message()));
}

std::string shortened(const std::optional<std::string>& text) {
  constexpr std::size_t kMostLetters = 40;
  if (!text) return "nothing";
  return text->size() > kMostLetters ? text->substr(0, kMostLetters) + "..." : *text;
}

}  // namespace

std::string differences(const Node& there, const Node& here) {
  const std::vector<TreeDifference> found = tree_differences(there, here);
  std::string text;
  for (std::size_t i = 0; i < found.size() && i < kMostDifferences; ++i) {
    text += fmt::format("\n  {}: {} there, {} here", found[i].path, shortened(found[i].a),
                        shortened(found[i].b));
  }
  if (found.size() > kMostDifferences) {
    text += fmt::format("\n  and {} more", found.size() - kMostDifferences);
  }
  return text.empty() ? "\n  the order of its keys" : text;
}

StudyDirectory::StudyDirectory(const std::string& typed) : typed_(typed) {
  if (typed.empty()) throw InputError("--out: expected the name of a directory, got ''");
  std::error_code error;
  path_ = fs::absolute(typed, error);
  if (!error) path_ = fs::weakly_canonical(path_, error);
  if (error) fail(typed, error);
}

void StudyDirectory::require_study() const {
  std::error_code ignored;
  if (fs::exists(study_file(), ignored)) return;
  throw InputError(fmt::format("--out {}: it is no study's directory: there is no {}", typed_,
                               study_file().filename().string()));
}

void StudyDirectory::check(const Study& study, const std::string& store) const {
  std::error_code error;
  if (!fs::exists(path_, error)) return;
  if (!fs::is_directory(path_, error)) {
    throw InputError(fmt::format("--out {}: expected a directory, and it is a file", typed_));
  }
  if (fs::exists(study_file(), error)) {
    Diagnostics diagnostics;
    const auto there = read_document(study_file().string(), diagnostics);
    diagnostics.raise_if_any();
    if (emit(there->root) != emit(study.document.root)) {
      throw InputError(fmt::format("--out {}: it holds another study:{}", typed_,
                                   differences(there->root, study.document.root)));
    }
  } else {
    for (const auto& entry : fs::directory_iterator(path_, error)) {
      if (entry.path().filename().string().starts_with(kPartialStudy)) continue;
      throw InputError(fmt::format("--out {}: it exists, and is no study's directory", typed_));
    }
  }
  const fs::path own = path_ / "store";
  if (store.empty() || !fs::exists(fs::symlink_status(own, error))) return;
  if (fs::weakly_canonical(own, error) != fs::weakly_canonical(fs::absolute(store), error)) {
    throw InputError(fmt::format("--store {}: the study uses {}", store,
                                 fs::weakly_canonical(own, error).string()));
  }
}

Store StudyDirectory::store(const std::string& named) const {
  std::error_code ignored;
  const bool has_one = fs::exists(fs::symlink_status(path_ / "store", ignored));
  return named.empty() || has_one ? store() : Store(fs::absolute(named, ignored));
}

void StudyDirectory::make(const Study& study, const std::string& store) const {
  check(study, store);
  std::error_code error;
  fs::create_directories(path_, error);
  if (error) fail(path_, error);
  if (!fs::exists(study_file(), error)) {
    write_whole(study_file(), emit(study.document.root));
    check(study, store);  // another study may have come at the same time
  }
  make_store(store);
}

// A store of its own, or a link to the one that was named, so that it need not be named again.
void StudyDirectory::make_store(const std::string& store) const {
  const fs::path own = path_ / "store";
  std::error_code error;
  if (!store.empty() && !fs::exists(fs::symlink_status(own, error))) {
    const fs::path target = fs::weakly_canonical(fs::absolute(store), error);
    Store(target).make();
    if (target != own) fs::create_directory_symlink(target, own, error);
    if (error && error != std::errc::file_exists) fail(own, error);
  }
  this->store().make();
}

void StudyDirectory::remove_leftovers() const {
  std::error_code error;
  for (fs::directory_iterator entry(path_, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    if (is_leftover(entry->path())) fs::remove(entry->path(), ignored);
  }
  store().remove_leftovers();
}

}  // namespace drawdown
