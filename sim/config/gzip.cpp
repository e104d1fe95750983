#include "sim/config/gzip.hpp"

#include <array>
#include <limits>

#include <zlib.h>

#include "sim/base/errors.hpp"

namespace drawdown {

struct Gzip::Stream {
  z_stream deflater{};
  std::array<char, std::size_t{1} << 16> out;
};

Gzip::Gzip(ByteSink to) : to_(std::move(to)), stream_(std::make_unique<Stream>()) {
  constexpr int kGzip = 16 + MAX_WBITS;
  constexpr int kMemoryLevel = 8;  // zlib's default
  require(deflateInit2(&stream_->deflater, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzip, kMemoryLevel,
                       Z_DEFAULT_STRATEGY) == Z_OK,
          "zlib does not start");
}

Gzip::~Gzip() {
  deflateEnd(&stream_->deflater);
}

void Gzip::write(std::string_view bytes) {
  pass(bytes, Z_NO_FLUSH);
}

void Gzip::finish() {
  pass({}, Z_FINISH);
}

void Gzip::pass(std::string_view bytes, int flush) {
  z_stream& deflater = stream_->deflater;
  auto& out = stream_->out;
  require(bytes.size() <= std::numeric_limits<uInt>::max(), "{} bytes at once", bytes.size());
  deflater.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  deflater.avail_in = static_cast<uInt>(bytes.size());
  do {
    deflater.next_out = reinterpret_cast<Bytef*>(out.data());
    deflater.avail_out = static_cast<uInt>(out.size());
    require(deflate(&deflater, flush) != Z_STREAM_ERROR, "zlib has lost its state");
    to_({out.data(), out.size() - deflater.avail_out});
  } while (deflater.avail_out == 0);
}

}  // namespace drawdown
