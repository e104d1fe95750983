// Text that grows: what tables are written through, millions of short fields at a time.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace drawdown {

/// Appends without a look at more than the room that is left.
class TextBuffer {
 public:
  std::string_view view() const { return {bytes_.data(), size_}; }
  std::size_t size() const { return size_; }
  void clear() { size_ = 0; }

  void push_back(char c) {
    reserve(1);
    bytes_[size_++] = c;
  }
  void append(std::string_view text) {
    if (text.empty()) return;
    reserve(text.size());
    std::memcpy(bytes_.data() + size_, text.data(), text.size());
    size_ += text.size();
  }
  void append_number(std::int64_t value) {
    if (value >= 0 && value < 10) return push_back(static_cast<char>('0' + value));
    const fmt::format_int digits(value);
    append({digits.data(), digits.size()});
  }
  /// A time of `ms` milliseconds as seconds: `12`, or `12.345` where it is not a whole number of
  /// them.
  void append_seconds(std::int64_t ms) {
    if (ms == 0) return push_back('0');
    if (ms < 0) push_back('-');
    const auto magnitude = static_cast<std::uint64_t>(ms < 0 ? -ms : ms);
    append_number(static_cast<std::int64_t>(magnitude / 1000));
    const auto rest = static_cast<unsigned>(magnitude % 1000);
    if (rest == 0) return;
    reserve(4);
    char* fraction = bytes_.data() + size_;
    fraction[0] = '.';
    fraction[1] = static_cast<char>('0' + rest / 100);
    fraction[2] = static_cast<char>('0' + rest / 10 % 10);
    fraction[3] = static_cast<char>('0' + rest % 10);
    size_ += 4;
  }
  /// One CSV field, quoted where it must be (RFC 4180).
  void append_csv_field(std::string_view field) {
    if (is_plain(field)) return append(field);
    push_back('"');
    for (const char c : field) {
      if (c == '"') push_back('"');
      push_back(c);
    }
    push_back('"');
  }

 private:
  static bool is_plain(std::string_view field) {
    for (const char c : field) {
      // What must be quoted is below this, letters, digits, '-', '.', '/' and '_' are not.
      if (static_cast<unsigned char>(c) >= '-') continue;
      if (c == ',' || c == '"' || c == '\r' || c == '\n') return false;
    }
    return true;
  }

  void reserve(std::size_t more) {
    if (size_ + more > bytes_.size()) [[unlikely]] {
      bytes_.resize(2 * (size_ + more));
    }
  }

  std::vector<char> bytes_ = std::vector<char>(1024);
  std::size_t size_ = 0;
};

}  // namespace drawdown
