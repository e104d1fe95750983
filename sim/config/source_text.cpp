#include "sim/config/source_text.hpp"

#include <algorithm>
#include <utility>

namespace drawdown {

SourceText::SourceText(std::string name, std::string text, Places places)
    : name_(std::move(name)), text_(std::move(text)), places_(places), starts_{0} {
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') starts_.push_back(i + 1);
  }
}

std::string_view SourceText::line(std::size_t index) const {
  if (index >= starts_.size()) return {};
  const std::size_t end = index + 1 < starts_.size() ? starts_[index + 1] - 1 : text_.size();
  std::string_view line = std::string_view(text_).substr(starts_[index], end - starts_[index]);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Place SourceText::place(std::size_t line, std::size_t byte) const {
  if (places_ == Places::whole) return {name_, 0, 0};
  const std::size_t before = count_code_points(this->line(line).substr(0, byte));
  return {name_, static_cast<int>(line) + 1, static_cast<int>(before) + 1};
}

std::size_t SourceText::line_of(std::size_t offset) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
  return static_cast<std::size_t>(after - starts_.begin()) - 1;
}

Place SourceText::place(std::size_t offset) const {
  const std::size_t line = line_of(offset);
  return place(line, offset - starts_[line]);
}

std::size_t count_code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace drawdown
