// From names in the tables of a run to what they name.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "sim/review/run/run_table.hpp"

namespace drawdown {

/// The places of named things in their list. The list must outlive it.
class NameIndex {
 public:
  /// `what` is one of them, for messages.
  template <class Things>
  NameIndex(std::string_view what, const Things& things) : what_(what) {
    for (std::size_t i = 0; i < things.size(); ++i) places_.emplace(things[i].name, i);
  }

  /// Where the one stands that a field names; raises InputError if it names none.
  std::size_t find(const RunTable& table, std::size_t column) const {
    const auto found = places_.find(table.text(column));
    if (found == places_.end()) table.refuse(column, fmt::format("the name of a {}", what_));
    return found->second;
  }

 private:
  std::string what_;
  std::map<std::string_view, std::size_t> places_;
};

}  // namespace drawdown
