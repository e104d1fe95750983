#include "sim/review/text/text_style.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace drawdown {
namespace {

constexpr std::string_view kAcross[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};
constexpr std::string_view kUp[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr double kEighths = 8;

// The length of a character of UTF-8 by its first byte.
std::size_t bytes_of(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

// Characters without a look of their own, some of which a terminal obeys: C0 and C1, and those that
// turn the direction of what follows.
bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first < 0x20 || first == 0x7F;
  if (first == 0xC2) return static_cast<unsigned char>(character[1]) < 0xA0;
  constexpr std::string_view kTurns[] = {"\u202A", "\u202B", "\u202C", "\u202D", "\u202E",
                                         "\u2066", "\u2067", "\u2068", "\u2069"};
  return std::ranges::find(kTurns, character) != std::end(kTurns);
}

}  // namespace

std::string inked(const TextStyle& style, Ink ink, std::string_view text) {
  if (!style.colour || ink == Ink::plain) return std::string(text);
  constexpr std::string_view kCodes[] = {"0", "32", "33", "31", "1"};
  return fmt::format("\033[{}m{}\033[0m", kCodes[static_cast<std::size_t>(ink)], text);
}

std::string bar(double share, std::size_t width) {
  const double all = kEighths * static_cast<double>(width);
  const auto eighths = static_cast<std::size_t>(std::lround(std::clamp(share, 0.0, 1.0) * all));
  std::string text;
  for (std::size_t i = 0; i < eighths / 8; ++i) text += kAcross[8];
  text += kAcross[eighths % 8];
  return text + std::string(width - (eighths + 7) / 8, ' ');
}

std::string spark_line(std::span<const double> values, double most) {
  std::string text;
  for (const double value : values) {
    const double share = most > 0 ? std::clamp(value / most, 0.0, 1.0) : 0;
    // What is more than nothing is seen.
    const auto eighths = static_cast<std::size_t>(std::ceil(share * kEighths - 1e-9));
    text += kUp[eighths];
  }
  return text;
}

std::string shown_name(std::string_view name, std::size_t width) {
  std::string text;
  std::size_t characters = 0;
  for (std::size_t at = 0; at < name.size();) {
    const std::string_view character = name.substr(at, bytes_of(name[at]));
    if (++characters == width && at + character.size() < name.size()) return text + "…";
    text += is_control(character) ? "?" : character;
    at += character.size();
  }
  return text;
}

std::string shown_lines(std::string_view lines) {
  std::string text;
  for (std::size_t at = 0; at < lines.size();) {
    const std::string_view character = lines.substr(at, bytes_of(lines[at]));
    text += is_control(character) && character != "\n" ? "?" : character;
    at += character.size();
  }
  return text;
}

std::string shown_time(double seconds) {
  constexpr std::pair<double, std::string_view> kUnits[] = {
      {86'400, "d"}, {3'600, "h"}, {60, "min"}};
  for (const auto& [length, unit] : kUnits) {
    if (seconds >= 2 * length) return fmt::format("{:.1f} {}", seconds / length, unit);
  }
  return fmt::format("{:.0f} s", seconds);
}

}  // namespace drawdown
