#include "sim/study/collect.hpp"

namespace drawdown {

void collect(const Study&, const Store&, const std::filesystem::path&) {}

}  // namespace drawdown
