// How text for a terminal is drawn.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace drawdown {

/// What the reader's terminal can show.
struct TextStyle {
  std::size_t width = 80;  ///< columns
  bool colour = false;
};

enum class Ink { plain, good, doubtful, bad, strong };

/// The text in a colour, if the style has any.
std::string inked(const TextStyle& style, Ink ink, std::string_view text);

/// A bar of `share` (0 to 1) of `width` columns, to an eighth of one; its blanks are there.
std::string bar(double share, std::size_t width);

/// A column for each value, of 0 to `most`, in eighths.
std::string spark_line(std::span<const double> values, double most);

/// A name as one line of at most `width` characters, which no terminal obeys.
std::string shown_name(std::string_view name, std::size_t width);

/// Lines of text with names in them, none of which a terminal obeys.
std::string shown_lines(std::string_view lines);

/// A time as people say it: `12 s`, `3.4 min`, `5.6 h`, `7.8 d`.
std::string shown_time(double seconds);

}  // namespace drawdown
