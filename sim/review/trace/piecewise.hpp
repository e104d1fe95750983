// Text that is passed on in pieces.
#pragma once

#include "sim/base/text_buffer.hpp"
#include "sim/config/gzip.hpp"

namespace drawdown {

/// A buffer that is passed on whenever it is long.
class Piecewise {
 public:
  explicit Piecewise(const ByteSink& to) : to_(to) {}

  TextBuffer& buffer() { return buffer_; }
  /// After each piece of text.
  void end_piece() {
    constexpr std::size_t kLong = std::size_t{1} << 18;
    if (buffer_.size() >= kLong) finish();
  }
  void finish() {
    to_(buffer_.view());
    buffer_.clear();
  }

 private:
  const ByteSink& to_;
  TextBuffer buffer_;
};

}  // namespace drawdown
