#include "sim/model/geometry/ask.hpp"

#include <fmt/format.h>

namespace drawdown {

std::string to_text(const Shape& shape, bool flat) {
  const auto& [x, y, z] = shape.extents;
  return flat && z == 1 ? fmt::format("{}x{}", x, y) : fmt::format("{}x{}x{}", x, y, z);
}

}  // namespace drawdown
