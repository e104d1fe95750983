// Lines of text files, plain or gzip, one after the other.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/errors.hpp"
#include "sim/config/place.hpp"

namespace drawdown {

class ByteReader;

/// What is wrong with a file as a whole, or with the bytes of a line.
class FileFault : public InputError {
 public:
  FileFault(const Place& place, const std::string& message);

  const Place& place() const { return place_; }
  const std::string& message() const { return message_; }  ///< without its place

 private:
  Place place_;
  std::string message_;
};

/// Streams the lines of a file in constant memory, and vouches that each is UTF-8 without NUL
/// bytes.
///
/// gzip is known by its first two bytes, whatever the file's name, and may have several members. A
/// byte order mark is skipped, lines end with LF or CRLF, and the last one need not end. Raises
/// FileFault where the file cannot be opened, compressed data are truncated or corrupt, or a line
/// is longer than 1 MiB; EnvironmentError where the disk fails.
class LineReader {
 public:
  /// Opens `path`; that it cannot be opened is reported at `named_at`, where it has a file.
  explicit LineReader(std::string path, const Place& named_at = {});
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  /// The next line without its end, valid until the next call; false after the last.
  bool next(std::string_view& line);

  /// The number of the line that `next` gave last, from 1; 0 before the first.
  std::int64_t line_number() const { return line_number_; }
  const std::string& path() const { return path_; }

  /// Where byte `byte` (from 1) of the line that `next` gave last is; that line is still valid.
  Place place(std::size_t byte) const;

  /// How much of the file has been read, 0 to 1; nothing where its size is not known.
  std::optional<double> share_read() const;

  /// The ContentHash of the file's bytes as they are on disk, all of them; no line may be asked for
  /// after this.
  std::string content_hash();

 private:
  bool fill();
  void check() const;

  std::string path_;
  std::unique_ptr<ByteReader> bytes_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // of the bytes in the buffer that no line has given yet
  std::size_t end_ = 0;
  std::string_view line_;
  std::int64_t line_number_ = 0;
};

}  // namespace drawdown
