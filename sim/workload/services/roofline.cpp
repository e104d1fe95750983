#include "sim/workload/services/roofline.hpp"

#include <algorithm>

namespace drawdown {

double RooflineSpec::bytes() const {
  const auto tokens =
      static_cast<double>(batch) * static_cast<double>(prompt_tokens + output_tokens);
  return bytes_per_parameter * parameters + kv_bytes_per_token * tokens;
}

double roofline_requests_per_s(const RooflineSpec& spec, const Accelerator& accelerator,
                               Chips chips, double share) {
  const double reached = static_cast<double>(chips.value()) * share;
  const double operations_per_s = reached * accelerator.bf16_peak.per_s;
  const double bytes_per_s = reached * accelerator.memory_bandwidth.bytes_per_s;
  const auto prompt = static_cast<double>(spec.prompt_tokens);
  const auto output = static_cast<double>(spec.output_tokens);
  const auto batch = static_cast<double>(spec.batch);
  const double token_operations = 2 * spec.active_parameters;
  const double bytes_read = spec.bytes_per_parameter * spec.parameters +
                            batch * spec.kv_bytes_per_token * (prompt + output / 2);
  const double step_s =
      std::max(bytes_read / bytes_per_s, batch * token_operations / operations_per_s);
  return 1 / (prompt * token_operations / operations_per_s + output * step_s / batch);
}

}  // namespace drawdown
