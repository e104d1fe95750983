#include "sim/config/document.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/config/content_hash.hpp"
#include "sim/config/file_name.hpp"
#include "sim/config/merge.hpp"
#include "sim/config/quantity.hpp"
#include "sim/config/yaml_text.hpp"

namespace drawdown {
namespace {

constexpr std::size_t kLargestFile = std::size_t{16} << 20;  // bytes
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kIncludeKey = "include";

// The bytes of a file; nothing, and `problem`, where it cannot be read.
std::optional<std::string> read_bytes(const std::string& file, std::string& problem) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) {
    problem = "this is a directory, not a file";
    return std::nullopt;
  }
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    problem = fmt::format("cannot be read: {}", std::strerror(errno));
    return std::nullopt;
  }
  std::array<char, 65536> piece;
  std::string bytes;
  bytes.reserve(kLargestFile + piece.size());  // grown by doubling, it would hold the bytes twice
  while (bytes.size() <= kLargestFile && (in.read(piece.data(), piece.size()), in.gcount() > 0)) {
    bytes.append(piece.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) {
    problem = fmt::format("cannot be read: {}", std::strerror(errno));
    return std::nullopt;
  }
  if (bytes.size() > kLargestFile) {
    problem = fmt::format("larger than {} MiB", kLargestFile >> 20);
    return std::nullopt;
  }
  bytes.shrink_to_fit();
  return bytes;
}

// What yaml-cpp would take for something else, or count differently: the first byte of it.
std::optional<std::size_t> first_control(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n' || c == '\t') continue;
    if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return i;
  }
  return std::nullopt;
}

bool is_text(const SourceText& source, Diagnostics& diagnostics) {
  if (const auto bad = first_invalid_utf8(source.text())) {
    diagnostics.add(source.place(*bad),
                    fmt::format("not UTF-8 text: byte 0x{:02X}",
                                static_cast<unsigned char>(source.text()[*bad])));
    return false;
  }
  if (const auto bad = first_control(source.text())) {
    diagnostics.add(source.place(*bad),
                    fmt::format("a control character: byte 0x{:02X}",
                                static_cast<unsigned char>(source.text()[*bad])));
    return false;
  }
  return true;
}

// Reads files and what they include, depth first, each once.
class Includes {
 public:
  explicit Includes(Diagnostics& diagnostics) : diagnostics_(diagnostics), merge_(diagnostics) {}

  // Reads `file`, which `at` asks for; `asked_as` leads the message if it cannot be read.
  // Gives the files whose own trees went into it, itself among them.
  std::set<std::string> read(const std::string& file, const Place& at, const std::string& asked_as);

  // The same of a mapping that stands at `path` of a file.
  void read_part(Node own, const std::string& path);

  std::optional<Document> finish() {
    Document document{merge_.finish(), std::move(files_)};
    if (has_failed_) return std::nullopt;
    return document;
  }

 private:
  struct Open {
    std::filesystem::path identity;
    std::string name;
  };

  std::optional<Node> read_own(const std::string& name, std::string bytes);
  std::set<std::string> read_included(Node& own, const std::string& part);
  bool closes_cycle(const std::filesystem::path& identity, const std::string& name,
                    const Place& at);
  void fail(const Place& at, std::string message) {
    diagnostics_.add(at, std::move(message));
    has_failed_ = true;
  }

  Diagnostics& diagnostics_;
  Merge merge_;
  bool has_failed_ = false;
  std::vector<InputFile> files_;
  std::vector<Open> open_;  // from the first file to the one that is being read
  std::map<std::filesystem::path, std::set<std::string>> done_;
};

std::set<std::string> Includes::read(const std::string& file, const Place& at,
                                     const std::string& asked_as) {
  std::error_code error;
  const auto absolute = std::filesystem::absolute(file, error);
  const auto identity = std::filesystem::weakly_canonical(absolute, error);
  if (const auto done = done_.find(identity); done != done_.end()) return done->second;
  if (closes_cycle(identity, file, at)) return {};
  std::string problem;
  auto bytes = read_bytes(file, problem);
  if (!bytes) {
    fail(at, asked_as + problem);
    return {};
  }
  files_.push_back({absolute.lexically_normal().string(), content_hash(*bytes)});
  open_.push_back({identity, file});
  auto own = read_own(file, std::move(*bytes));
  std::set<std::string> included;
  if (own) {
    included = read_included(*own, "");
    merge_.add(std::move(*own), included);
  } else {
    has_failed_ = true;
  }
  open_.pop_back();
  included.insert(file);
  return done_[identity] = included;
}

std::optional<Node> Includes::read_own(const std::string& name, std::string bytes) {
  if (bytes.starts_with(kByteOrderMark)) bytes.erase(0, kByteOrderMark.size());
  const auto source = std::make_shared<const SourceText>(name, std::move(bytes));
  diagnostics_.keep(source);
  if (!is_text(*source, diagnostics_)) return std::nullopt;
  auto own = read_yaml(*source, diagnostics_);
  if (!own || own->kind == NodeKind::map) return own;
  if (own->kind == NodeKind::null && !own->is_reported) {
    diagnostics_.add({name, 0, 0}, "the file is empty");
  } else {
    report_unexpected(*own, "", "a mapping (key: value)", diagnostics_);
  }
  return std::nullopt;
}

void Includes::read_part(Node own, const std::string& path) {
  std::error_code error;
  const std::string file = own.place.file;
  open_.push_back({std::filesystem::weakly_canonical(file, error), file});
  const auto included = read_included(own, path);
  open_.pop_back();
  merge_.add(std::move(own), included);
}

// Takes the `include` key out of a file's own tree, or of one at `part` of it, and reads what it
// names.
std::set<std::string> Includes::read_included(Node& own, const std::string& part) {
  std::set<std::string> all;
  const auto include = std::ranges::find_if(
      own.entries, [](const Entry& entry) { return entry.key == kIncludeKey; });
  if (include == own.entries.end()) return all;
  const Node list = std::move(include->value);
  own.entries.erase(include);
  const std::string key = key_path(part, kIncludeKey);
  if (list.kind != NodeKind::list) {
    report_unexpected(list, key, "a list of files, e.g. [other.yaml]", diagnostics_);
    has_failed_ = true;
    return all;
  }
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const std::string path = item_path(key, i);
    const auto name = file_name(list.items[i], path, diagnostics_);
    if (name) {
      all.merge(read(name->path, list.items[i].place, fmt::format("{}: {}: ", path, name->path)));
    } else {
      has_failed_ = true;
    }
  }
  return all;
}

bool Includes::closes_cycle(const std::filesystem::path& identity, const std::string& name,
                            const Place& at) {
  const auto first =
      std::ranges::find_if(open_, [&](const Open& open) { return open.identity == identity; });
  if (first == open_.end()) return false;
  std::string chain;
  for (auto open = first; open != open_.end(); ++open) chain += open->name + " -> ";
  fail(at, fmt::format("files include each other: {}{}", chain, name));
  return true;
}

}  // namespace

std::optional<Document> read_document(const std::string& file, Diagnostics& diagnostics) {
  return read_document(std::span(&file, 1), diagnostics);
}

std::optional<Document> read_document(std::span<const std::string> files,
                                      Diagnostics& diagnostics) {
  Includes includes(diagnostics);
  for (const std::string& file : files) includes.read(file, {file, 0, 0}, "");
  return includes.finish();
}

std::optional<Document> read_included(Node own, const std::string& path, Diagnostics& diagnostics) {
  Includes includes(diagnostics);
  includes.read_part(std::move(own), path);
  return includes.finish();
}

}  // namespace drawdown
