#include "sim/model/series/text_file.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <type_traits>

#include <fmt/format.h>
#include <zlib.h>

namespace drawdown {
namespace {

struct CloseFile {
  void operator()(gzFile file) const { gzclose(file); }
};

}  // namespace

std::optional<std::string> read_text(const std::string& path, std::string& problem) {
  errno = 0;
  const std::unique_ptr<std::remove_pointer_t<gzFile>, CloseFile> file(gzopen(path.c_str(), "rbe"));
  std::string text;
  int state = file ? Z_OK : Z_ERRNO;
  if (file) {
    std::array<char, 65536> piece;
    int count = 0;
    while ((count = gzread(file.get(), piece.data(), piece.size())) > 0) {
      text.append(piece.data(), static_cast<std::size_t>(count));
    }
    gzerror(file.get(), &state);
  }
  if (state == Z_OK) return text;
  problem = state == Z_ERRNO ? fmt::format("cannot be read: {}", std::strerror(errno))
                             : "compressed data are corrupt or end early";
  return std::nullopt;
}

void check_hash(MapReader& reader, const std::string& hash) {
  Node own = scalar_node(hash, reader.place("file"));
  own.quoted = true;  // digits alone would read as a number
  Node* const node = reader.optional_node("hash", own);
  if (node == nullptr || node->text == own.text) return;
  if (reader.has("hash")) {
    reader.error("hash", fmt::format("the file has another content, of hash {}", own.text));
  } else {
    node->text = own.text;  // of the file that was named before
  }
}

void make_absolute(MapReader& reader, const FileName& file) {
  if (file.written.starts_with("${")) return;
  reader.node("file")->text = std::filesystem::absolute(file.path).lexically_normal().string();
}

}  // namespace drawdown
