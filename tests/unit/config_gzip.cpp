// What is compressed, against zlib's own reader.

#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck.h>
#include <zlib.h>

#include "sim/config/gzip.hpp"

namespace drawdown {
namespace {

std::string compressed(const std::vector<std::string>& pieces) {
  std::string file;
  Gzip gzip([&](std::string_view bytes) { file += bytes; });
  for (const std::string& piece : pieces) gzip.write(piece);
  gzip.finish();
  return file;
}

// All of one gzip file, which is to end where the bytes do.
std::string inflated(std::string file, std::size_t length) {
  std::string text(length + 1, '\0');
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 16 + MAX_WBITS) == Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(file.data());
  stream.avail_in = static_cast<uInt>(file.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  CHECK(stream.avail_in == 0);
  text.resize(text.size() - stream.avail_out);
  inflateEnd(&stream);
  return text;
}

TEST_CASE("what gzip writes is read back, in whatever pieces it came", "[config][gzip]") {
  CHECK(rc::check("any bytes, none too", [] {
    const auto pieces = *rc::gen::arbitrary<std::vector<std::string>>();
    std::string all;
    for (const std::string& piece : pieces) all += piece;
    RC_ASSERT(inflated(compressed(pieces), all.size()) == all);
    RC_ASSERT(compressed(pieces) == compressed(pieces));
  }));
}

TEST_CASE("gzip passes on more than its buffer holds", "[config][gzip]") {
  std::string noise;  // that does not compress: the state of a linear congruential generator
  std::uint32_t state = 1;
  for (int i = 0; i < 300'000; ++i) {
    state = state * 1'664'525 + 1'013'904'223;
    noise += static_cast<char>(state >> 24);
  }
  const std::string file = compressed({noise, noise});
  CHECK(file.size() > noise.size());
  CHECK(inflated(file, 2 * noise.size()) == noise + noise);
}

}  // namespace
}  // namespace drawdown
