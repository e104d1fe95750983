// What is wrong with the input, all of it at once, each with its place and its line.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "sim/config/place.hpp"
#include "sim/config/source_text.hpp"

namespace drawdown {

/// Collects what is wrong with the input.
class Diagnostics {
 public:
  /// Keeps a text so that diagnostics in it show their line; files print in the order first seen.
  void keep(std::shared_ptr<const SourceText> source);

  /// Adds one, unless it was said before. Without `source_line` the line comes from a kept text, if
  /// the place is in one; else no line is shown. Raises nothing.
  void add(const Place& place, std::string message, std::string source_line = {});

  bool empty() const { return entries_.empty(); }
  std::size_t count() const { return entries_.size(); }

  /// All of them, by file, line and column, with their number last where there are several. Lines
  /// end in `\n` but for the last.
  std::string text() const;

  /// Raises InputError with text() if anything was added.
  void raise_if_any() const;

  struct Entry {
    std::size_t file_order;
    Place place;
    std::string message;
    std::string source_line;
  };
  /// What was added, in that order.
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::size_t order_of(const std::string& file);

  std::map<std::string, std::size_t> file_order_;
  std::map<std::string, std::shared_ptr<const SourceText>> sources_;
  std::set<std::pair<Place, std::string>> said_;
  std::vector<Entry> entries_;
};

}  // namespace drawdown
