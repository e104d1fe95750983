// What a run is known by: the same key, the same results.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/study/study.hpp"

namespace drawdown {

/// Makes the keys of a study's runs. A key depends on the resolved scenario with its seed, the
/// bytes of the files that the run reads, the program's version, and whether the warm-up is cut;
/// not on where files lie, nor on the order of keys in them. The study must outlive it.
class RunKeys {
 public:
  RunKeys(const Study& study, std::string_view version);

  /// 32 hexadecimal digits. Raises InputError where a file cannot be read; each is read once.
  std::string key(const Point& point, std::int64_t replication);

  /// The content hash of a file, as it was when a key was made of it; empty for other files.
  std::string hash_at_key(const std::string& file) const;

 private:
  bool set_point(const Point& point);
  void hash_trace();
  const std::string& hash_of(const Node& file_name);

  const Study* study_;
  std::string head_;
  Node tree_;                         // the scenario with its keys sorted and its trace hashed
  std::vector<Node*> at_;             // in it, by path
  std::vector<std::string> current_;  // what it holds there, by path
  bool has_point_ = false;
  std::string trace_hash_;                     // what stands in the place of its name
  std::string scenario_hash_;                  // of the tree, but for the seed
  std::map<std::string, std::string> hashes_;  // by file
};

/// The key of one run; whoever needs many makes one RunKeys.
std::string run_key(const Study& study, const Point& point, std::int64_t replication,
                    std::string_view version);

}  // namespace drawdown
