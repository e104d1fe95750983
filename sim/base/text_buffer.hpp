// Text that grows: what tables are written through, millions of short fields at a time.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

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
    constexpr std::size_t kLongest = 20;
    reserve(kLongest);
    char* begin = bytes_.data() + size_;
    size_ += static_cast<std::size_t>(std::to_chars(begin, begin + kLongest, value).ptr - begin);
  }
  /// A time of `ms` milliseconds as seconds: `12`, or `12.345` where it is not a whole number of
  /// them.
  void append_seconds(std::int64_t ms) {
    if (ms == 0) return push_back('0');
    if (ms < 0) push_back('-');
    const std::int64_t magnitude = ms < 0 ? -ms : ms;
    append_number(magnitude / 1000);
    const auto rest = static_cast<int>(magnitude % 1000);
    if (rest == 0) return;
    const char fraction[] = {'.', static_cast<char>('0' + rest / 100),
                             static_cast<char>('0' + rest / 10 % 10),
                             static_cast<char>('0' + rest % 10)};
    append({fraction, sizeof fraction});
  }
  /// One CSV field, quoted where it must be (RFC 4180).
  void append_csv_field(std::string_view field) {
    bool is_plain = true;
    for (const char c : field) is_plain &= c != ',' && c != '"' && c != '\r' && c != '\n';
    if (is_plain) return append(field);
    push_back('"');
    for (const char c : field) {
      if (c == '"') push_back('"');
      push_back(c);
    }
    push_back('"');
  }

 private:
  void reserve(std::size_t more) {
    if (size_ + more > bytes_.size()) [[unlikely]] {
      bytes_.resize(2 * (size_ + more));
    }
  }

  std::vector<char> bytes_ = std::vector<char>(1024);
  std::size_t size_ = 0;
};

}  // namespace drawdown
