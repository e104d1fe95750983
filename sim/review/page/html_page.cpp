#include "sim/review/page/html_page.hpp"

#include <algorithm>
#include <cstdint>

#include "sim/base/errors.hpp"
#include "sim/base/output_file.hpp"
#include "sim/config/gzip.hpp"

namespace drawdown {
namespace {

constexpr std::string_view kMark = "@REVIEW@";

std::string gzipped(std::string_view text) {
  constexpr std::size_t kPiece = std::size_t{1} << 20;
  std::string packed;
  Gzip gzip([&](std::string_view bytes) { packed += bytes; });
  for (; !text.empty(); text.remove_prefix(std::min(kPiece, text.size()))) {
    gzip.write(text.substr(0, kPiece));
  }
  gzip.finish();
  return packed;
}

}  // namespace

void require_page() {
  if (page_template()) return;
  throw EnvironmentError(
      "this program was built without npm, and has no page; --text prints the figures");
}

void write_page(const nlohmann::ordered_json& review, const std::filesystem::path& file) {
  require_page();
  const std::string_view page = *page_template();
  const std::size_t mark = page.find(kMark);
  require(mark != std::string_view::npos, "the page has no {}", kMark);
  const std::string packed = base64(gzipped(review.dump()));
  write_complete(file, [&](const std::filesystem::path& path) {
    OutputFile out(path);
    out.buffer().append(page.substr(0, mark));
    out.buffer().append(packed);
    out.buffer().append(page.substr(mark + kMark.size()));
    out.close();
  });
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      const auto byte = at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U;
      group = group << 8 | byte;
    }
    for (std::size_t i = 0; i < 4; ++i) {
      const bool is_padding = at + i > bytes.size();
      text.push_back(is_padding ? '=' : kDigits[group >> (18 - 6 * i) & 63U]);
    }
  }
  return text;
}

}  // namespace drawdown
