#include "sim/model/series/named_file.hpp"

#include <filesystem>

#include "sim/config/lines/line_reader.hpp"

namespace drawdown {

std::optional<NamedText> read_text(const std::string& path, std::string& problem) {
  try {
    LineReader lines(path);
    NamedText named;
    for (std::string_view line; lines.next(line);) named.text.append(line).push_back('\n');
    named.hash = lines.content_hash();
    return named;
  } catch (const FileFault& fault) {
    problem = fault.message();
    return std::nullopt;
  }
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
