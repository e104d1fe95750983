#include "sim/model/reliability/storage.hpp"

#include <algorithm>

#include "sim/model/distribution/distribution.hpp"

namespace drawdown {

CheckpointTimes checkpoint_times(const Storage& storage, std::int64_t bytes, std::int64_t units) {
  constexpr double kMsPerSecond = 1000;
  const auto time = [&](Bandwidth whole) {
    double bytes_per_s = whole.bytes_per_s;
    if (storage.per_unit) {
      bytes_per_s =
          std::min(bytes_per_s, static_cast<double>(units) * storage.per_unit->bytes_per_s);
    }
    return whole_ms(static_cast<double>(bytes) / bytes_per_s * kMsPerSecond);
  };
  return {time(storage.write), time(storage.read)};
}

}  // namespace drawdown
