// What a replica of a language model serves, from the peak figures of its chips.
#pragma once

#include <cstdint>

#include "sim/model/catalogue/accelerator.hpp"
#include "sim/workload/services/request_rate.hpp"

namespace drawdown {

/// A model and its requests, which all have the same length and are served in full batches.
struct RooflineSpec {
  double parameters = 0;
  double active_parameters = 0;  ///< that a token passes through; of a dense model all
  double bytes_per_parameter = 0;
  double kv_bytes_per_token = 0;  ///< that each token of a request keeps in memory
  std::int64_t prompt_tokens = 0;
  std::int64_t output_tokens = 0;
  std::int64_t batch = 1;  ///< requests that are answered at once

  /// What the parameters and a full batch take up.
  double bytes() const;
};

/// Requests a second of a replica of so many chips that reach this share of their peak (bf16) and
/// of their memory bandwidth.
///
/// A token takes 2 operations a parameter (Kaplan et al., Scaling Laws for Neural Language Models,
/// 2020, section 2.1). Prompts are limited by operations; each step of the answers, by operations
/// or by reading the parameters and the cache of the batch once, whichever takes longer (Pope et
/// al., Efficiently Scaling Transformer Inference, MLSys 2023, section 2). A request has half of
/// its answer in the cache on average.
double roofline_requests_per_s(const RooflineSpec& spec, const Accelerator& accelerator,
                               Chips chips, double share);

}  // namespace drawdown
