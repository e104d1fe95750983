// Files that we write: buffered, and every failure noticed.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "sim/base/text_buffer.hpp"

namespace drawdown {

/// A file being written. Raises EnvironmentError, naming the file, when it cannot be.
class OutputFile {
 public:
  /// Creates the file, or empties it.
  explicit OutputFile(std::filesystem::path path);
  /// Closes without a last look at errors: `close` is for when the content counts.
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// Where text is appended; `end_row` after each piece keeps it short.
  TextBuffer& buffer() { return buffer_; }
  void end_row() {
    if (buffer_.size() >= kFlushSize) flush();
  }
  void close();

 private:
  static constexpr std::size_t kFlushSize = 1 << 18;
  void flush();

  std::filesystem::path path_;
  int descriptor_;
  TextBuffer buffer_;
};

/// Has `write` make the file `target`, under a temporary name until it is complete; a target that
/// is no regular file (a pipe, a device) is written directly. Raises InputError, naming the option
/// --out, where it is no name of a file.
void write_complete(const std::filesystem::path& target,
                    const std::function<void(const std::filesystem::path&)>& write);

/// Writes all of `bytes` to `descriptor`; raises EnvironmentError about `name`.
void write_all(int descriptor, std::string_view bytes, const std::string& name);

}  // namespace drawdown
