// A text with a name, cut into lines: what a place points into.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/config/place.hpp"

namespace drawdown {

/// The text of one file (or of one `--set`), kept so that a diagnostic can show its line.
class SourceText {
 public:
  enum class Places { numbered, whole };

  /// `whole`: every place in it is the text as a whole, as in a `--set`, which has one line.
  SourceText(std::string name, std::string text, Places places = Places::numbered);

  const std::string& name() const { return name_; }
  std::string_view text() const { return text_; }
  /// Line `index` (from 0) without its line end; empty past the last.
  std::string_view line(std::size_t index) const;
  /// The line, from 0, that a byte of the text is in.
  std::size_t line_of(std::size_t offset) const;
  /// The offset of a line's first byte.
  std::size_t start_of(std::size_t line) const { return starts_[line]; }
  /// The place of byte `byte` of line `line`, both from 0.
  Place place(std::size_t line, std::size_t byte) const;
  /// The place of a byte of the text.
  Place place(std::size_t offset) const;

 private:
  std::string name_;
  std::string text_;
  Places places_;
  std::vector<std::size_t> starts_;
};

/// Code points in valid UTF-8; a stray byte counts as one or as none.
std::size_t count_code_points(std::string_view text);

}  // namespace drawdown
