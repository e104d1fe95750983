// What a source of jobs made of its input, in numbers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace drawdown {

/// What can be said of one line of a trace, beside that it holds a job as it was.
enum class LineNote {
  malformed,
  without_chips,
  censored_start,
  censored_end,
  rounded_up,
  several_types,
};

inline constexpr std::size_t kLineNotes = 6;

/// As in summary.json.
inline constexpr std::array<std::string_view, kLineNotes> kLineNoteNames = {
    "malformed", "without_chips", "censored_start", "censored_end", "rounded_up", "several_types"};

/// Counts of the input that was read so far.
struct SourceCounts {
  std::int64_t jobs = 0;
  std::array<std::int64_t, kLineNotes> lines{};  ///< by LineNote; a line may have several

  std::int64_t& of(LineNote note) { return lines[static_cast<std::size_t>(note)]; }
  std::int64_t of(LineNote note) const { return lines[static_cast<std::size_t>(note)]; }
};

/// `3 trace lines malformed: skipped`: one text of each kind of line that there was.
std::vector<std::string> texts_of(const SourceCounts& counts);

}  // namespace drawdown
