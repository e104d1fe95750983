// How likely a request is to wait for a server.
#pragma once

#include <cstdint>

namespace drawdown {

/// The probability that one who arrives at an M/M/c queue in its stationary state finds all
/// `servers` busy and waits, with `load` the arrival rate x the mean service time (in erlang, not
/// negative); 1 where `load` is not below `servers`, as nothing is stationary then.
///
/// Erlang (1917): C = B / (1 - a/c (1 - B)), B the loss formula a^c/c! / sum over k <= c of a^k/k!,
/// which is the density over the upper tail of a gamma distribution: the sum is that of a Poisson
/// distribution of mean a (Cooper, Introduction to Queueing Theory, 2nd ed. 1981, section 3.3).
double erlang_c(std::int64_t servers, double load);

}  // namespace drawdown
