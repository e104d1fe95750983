#include "sim/config/lines/line_reader.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "sim/base/errors.hpp"
#include "sim/base/text.hpp"
#include "sim/config/content_hash.hpp"
#include "sim/config/diagnostics.hpp"

namespace drawdown {
namespace {

constexpr std::size_t kMaxLine = std::size_t{1} << 20;
constexpr std::size_t kChunk = std::size_t{1} << 18;  // bytes read at a time; fits a core's cache
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Whether every byte is in 1..127, eight at a time: a byte above has its high bit set, and a zero
// sets it by borrowing when one is taken from each byte.
bool is_plain_ascii(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  std::uint64_t suspects = 0;
  while (text.size() >= sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), sizeof word);
    suspects |= word | (word - kOnes);
    text.remove_prefix(sizeof word);
  }
  std::uint64_t word = kOnes;
  std::memcpy(&word, text.data(), text.size());
  suspects |= word | (word - kOnes);
  return (suspects & (kOnes << 7)) == 0;
}

std::string text_of(const Place& place, const std::string& message) {
  Diagnostics diagnostics;
  diagnostics.add(place, message);
  return diagnostics.text();
}

// Raised within this file only: the reader of lines knows how far it came and adds the place.
struct Unreadable {
  std::string message;
};

}  // namespace

/// The bytes of a file, decompressed where it is gzip.
class ByteReader {
 public:
  explicit ByteReader(const std::string& path) : raw_(kChunk) {
    file_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file_ < 0) throw Unreadable{fmt::format("cannot be read: {}", std::strerror(errno))};
    struct stat status {};
    if (fstat(file_, &status) != 0) return;
    if (S_ISDIR(status.st_mode)) {
      close(file_);
      throw Unreadable{"is a directory, not a file"};
    }
    if (S_ISREG(status.st_mode)) size_ = status.st_size;
  }
  ~ByteReader() {
    if (gzip_) inflateEnd(&inflater_);
    close(file_);
  }
  ByteReader(const ByteReader&) = delete;
  ByteReader& operator=(const ByteReader&) = delete;

  /// Fills up to `room` bytes from `to` on; 0 is the end.
  std::size_t read(char* to, std::size_t room) {
    if (!opened_) detect_gzip();
    if (gzip_) return read_gzip(to, room);
    if (raw_begin_ == raw_end_) return read_raw(to, room);
    const std::size_t count = std::min(room, raw_end_ - raw_begin_);
    std::memcpy(to, raw_.data() + raw_begin_, count);
    raw_begin_ += count;
    return count;
  }

  /// How much of the file has been read, 0 to 1; nothing where its size is not known.
  std::optional<double> share_read() const {
    if (size_ <= 0) return std::nullopt;
    return std::min(1.0, static_cast<double>(read_) / static_cast<double>(size_));
  }

  /// The hash of all bytes on disk, those too that nobody has read.
  std::string hash_to_end() {
    while (refill()) {
    }
    return hash_.hex();
  }

 private:
  std::size_t read_raw(char* to, std::size_t room) {
    while (true) {
      const ssize_t count = ::read(file_, to, room);
      if (count >= 0) {
        hash_.update({to, static_cast<std::size_t>(count)});
        read_ += count;
        return static_cast<std::size_t>(count);
      }
      if (errno != EINTR) throw EnvironmentError(fmt::format("read: {}", std::strerror(errno)));
    }
  }

  bool refill() {
    raw_begin_ = 0;
    raw_end_ = read_raw(raw_.data(), raw_.size());
    return raw_end_ > 0;
  }

  void detect_gzip() {
    opened_ = true;
    while (raw_end_ < 2) {
      const std::size_t count = read_raw(raw_.data() + raw_end_, raw_.size() - raw_end_);
      if (count == 0) return;
      raw_end_ += count;
    }
    if (raw_[0] != '\x1F' || raw_[1] != '\x8B') return;
    require(inflateInit2(&inflater_, 16 + MAX_WBITS) == Z_OK, "zlib does not start");  // 16: gzip
    gzip_ = true;
    in_member_ = true;
  }

  std::size_t read_gzip(char* to, std::size_t room) {
    inflater_.next_out = reinterpret_cast<Bytef*>(to);
    inflater_.avail_out = static_cast<uInt>(room);
    while (inflater_.avail_out == room) {
      if (raw_begin_ == raw_end_ && !refill()) {
        if (in_member_) throw Unreadable{"compressed data end early: the file is truncated"};
        return 0;
      }
      if (!in_member_) inflateReset(&inflater_);
      in_member_ = true;
      inflater_.next_in = reinterpret_cast<Bytef*>(raw_.data() + raw_begin_);
      inflater_.avail_in = static_cast<uInt>(raw_end_ - raw_begin_);
      const int result = inflate(&inflater_, Z_NO_FLUSH);
      raw_begin_ = raw_end_ - inflater_.avail_in;
      if (result == Z_STREAM_END) in_member_ = false;
      if (result != Z_STREAM_END && result != Z_OK && result != Z_BUF_ERROR) {
        throw Unreadable{fmt::format("compressed data are corrupt: {}",
                                     inflater_.msg != nullptr ? inflater_.msg : "not gzip")};
      }
    }
    return room - inflater_.avail_out;
  }

  int file_ = -1;
  off_t size_ = 0;  // 0: not known
  off_t read_ = 0;  // bytes on disk
  ContentHash hash_;
  bool opened_ = false;
  bool gzip_ = false;
  bool in_member_ = false;  // within one of the compressed parts that make up the file
  z_stream inflater_{};
  std::vector<char> raw_;
  std::size_t raw_begin_ = 0;
  std::size_t raw_end_ = 0;
};

FileFault::FileFault(const Place& place, const std::string& message)
    : InputError(text_of(place, message)), place_(place), message_(message) {}

LineReader::LineReader(std::string path, const Place& named_at) : path_(std::move(path)) {
  try {
    bytes_ = std::make_unique<ByteReader>(path_);
  } catch (const Unreadable& problem) {
    if (named_at.file.empty()) throw FileFault({path_}, problem.message);
    throw FileFault(named_at, fmt::format("'{}' {}", path_, problem.message));
  }
  buffer_.resize(kMaxLine + kChunk);
}

LineReader::~LineReader() = default;

bool LineReader::next(std::string_view& line) {
  std::size_t searched = 0;
  const char* newline = nullptr;
  while (true) {
    const char* const start = buffer_.data() + begin_;
    const std::size_t held = end_ - begin_;
    if (held > searched) {
      newline = static_cast<const char*>(std::memchr(start + searched, '\n', held - searched));
    }
    if (newline != nullptr || held > kMaxLine) break;
    searched = held;
    if (!fill()) break;
  }
  if (newline == nullptr && begin_ == end_) return false;
  const char* const start = buffer_.data() + begin_;
  line_ = std::string_view(
      start, newline != nullptr ? static_cast<std::size_t>(newline - start) : end_ - begin_);
  begin_ += line_.size() + (newline != nullptr ? 1 : 0);
  ++line_number_;
  if (line_.size() > kMaxLine) throw FileFault(place(1), "line is longer than 1 MiB");
  if (line_.ends_with('\r')) line_.remove_suffix(1);
  if (line_number_ == 1 && line_.starts_with(kByteOrderMark)) {
    line_.remove_prefix(kByteOrderMark.size());
  }
  if (!is_plain_ascii(line_)) [[unlikely]]
    check();
  line = line_;
  return true;
}

// Moves what is held to the front of the buffer and reads on; false at the end of the file.
bool LineReader::fill() {
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  try {
    const std::size_t count = bytes_->read(buffer_.data() + end_, kChunk);
    end_ += count;
    return count > 0;
  } catch (const Unreadable& problem) {
    ++line_number_;
    line_ = std::string_view(buffer_.data(), end_);
    throw FileFault(place(end_ + 1), problem.message);
  } catch (const EnvironmentError& problem) {
    throw EnvironmentError(fmt::format("{}: {}", path_, problem.what()));
  }
}

void LineReader::check() const {
  if (const std::size_t nul = line_.find('\0'); nul != std::string_view::npos) {
    throw FileFault(place(nul + 1), "expected text, got a NUL byte");
  }
  if (const auto invalid = first_invalid_utf8(line_)) {
    const auto byte = static_cast<unsigned char>(line_[*invalid]);
    throw FileFault(place(*invalid + 1),
                    fmt::format("expected UTF-8, got the byte 0x{:02X}", byte));
  }
}

std::optional<double> LineReader::share_read() const {
  return bytes_->share_read();
}

std::string LineReader::content_hash() {
  return bytes_->hash_to_end();
}

Place LineReader::place(std::size_t byte) const {
  const auto as_int = [](auto number) {
    return static_cast<int>(std::min<std::int64_t>(static_cast<std::int64_t>(number), INT_MAX));
  };
  return {path_, as_int(line_number_), as_int(count_code_points(line_.substr(0, byte - 1)) + 1)};
}

}  // namespace drawdown
