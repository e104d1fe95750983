// How the trees of files that include each other become one.
#pragma once

#include <map>
#include <set>
#include <string>

#include "sim/config/diagnostics.hpp"
#include "sim/config/node.hpp"

namespace drawdown {

/// Merges the trees of files, the included ones first: mappings merge, lists append, and a scalar
/// wins over those of the files that its own file includes.
class Merge {
 public:
  explicit Merge(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  /// Adds a file's own tree, a mapping; `included` names the files that it includes, by any route.
  void add(Node own, const std::set<std::string>& included);

  /// The merged tree. Files that disagree on a scalar, with none above them that settles it, are
  /// reported here.
  Node finish();

 private:
  struct Disagreement {
    Place first;
    Place second;
  };

  void merge(Node& into, Node own, const std::string& path);
  void merge_map(Node& into, Node own, const std::string& path);
  void merge_scalar(Node& into, Node own, const std::string& path);
  bool overrules(const Place& place) const { return included_->contains(place.file); }

  Diagnostics& diagnostics_;
  Node root_;
  const std::set<std::string>* included_ = nullptr;  // of the file that is being added
  std::map<std::string, Disagreement> disagreements_;
};

}  // namespace drawdown
