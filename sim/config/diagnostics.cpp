#include "sim/config/diagnostics.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "sim/base/errors.hpp"
#include "sim/base/text.hpp"

namespace drawdown {
namespace {

// How much of a long line is shown, in characters.
constexpr std::size_t kShownWidth = 100;
constexpr std::string_view kCut = "...";

// Input may hold escape sequences and stray bytes; a terminal is to see neither.
std::string printable(std::string text) {
  for (auto bad = first_invalid_utf8(text); bad; bad = first_invalid_utf8(text)) text[*bad] = '?';
  for (char& c : text) {
    if (c == '\t') c = ' ';
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  }
  return text;
}

struct Excerpt {
  std::string text;
  std::size_t caret;  // characters before the caret
};

// The line, or the part of it around the caret where it is long.
Excerpt cut_around(const std::string& line, std::size_t caret) {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if ((static_cast<unsigned char>(line[i]) & 0xC0) != 0x80) starts.push_back(i);
  }
  if (starts.size() <= kShownWidth) return {line, caret};
  const std::size_t last_first = starts.size() - kShownWidth;
  const std::size_t first = std::min(caret - std::min(caret, kShownWidth / 2), last_first);
  const bool cut_after = first < last_first;
  const std::size_t end = cut_after ? starts[first + kShownWidth] : line.size();
  return {fmt::format("{}{}{}", first > 0 ? kCut : "",
                      line.substr(starts[first], end - starts[first]), cut_after ? kCut : ""),
          caret - first + (first > 0 ? kCut.size() : 0)};
}

void append_excerpt(std::string& out, const Place& place, const std::string& source_line) {
  const std::size_t before = place.column > 0 ? static_cast<std::size_t>(place.column) - 1 : 0;
  const auto [text, caret] = cut_around(printable(source_line), before);
  const std::string number = fmt::format("{}", place.line);
  fmt::format_to(std::back_inserter(out), "\n  {} | {}", number, text);
  if (place.column == 0) return;
  fmt::format_to(std::back_inserter(out), "\n  {:{}} | {:{}}^", "", number.size(), "", caret);
}

}  // namespace

std::string to_text(const Place& place) {
  if (place.line == 0) return place.file;
  if (place.column == 0) return fmt::format("{}:{}", place.file, place.line);
  return fmt::format("{}:{}:{}", place.file, place.line, place.column);
}

std::size_t Diagnostics::order_of(const std::string& file) {
  return file_order_.try_emplace(file, file_order_.size()).first->second;
}

void Diagnostics::keep(std::shared_ptr<const SourceText> source) {
  order_of(source->name());
  sources_[source->name()] = std::move(source);
}

void Diagnostics::add(const Place& place, std::string message, std::string source_line) {
  if (!said_.emplace(place, message).second) return;
  if (source_line.empty() && place.line > 0) {
    const auto source = sources_.find(place.file);
    if (source != sources_.end()) {
      source_line = source->second->line(static_cast<std::size_t>(place.line) - 1);
    }
  }
  entries_.push_back({order_of(place.file), place, std::move(message), std::move(source_line)});
}

std::string Diagnostics::text() const {
  std::vector<const Entry*> sorted;
  for (const Entry& entry : entries_) sorted.push_back(&entry);
  std::stable_sort(sorted.begin(), sorted.end(), [](const Entry* a, const Entry* b) {
    return std::tie(a->file_order, a->place.line, a->place.column) <
           std::tie(b->file_order, b->place.line, b->place.column);
  });
  std::string out;
  for (const Entry* entry : sorted) {
    if (!out.empty()) out += '\n';
    out += printable(fmt::format("{}: {}", to_text(entry->place), entry->message));
    if (entry->place.line > 0 && !entry->source_line.empty()) {
      append_excerpt(out, entry->place, entry->source_line);
    }
  }
  if (entries_.size() > 1) out += fmt::format("\n{} errors", entries_.size());
  return out;
}

void Diagnostics::raise_if_any() const {
  if (!empty()) throw InputError(text());
}

}  // namespace drawdown
