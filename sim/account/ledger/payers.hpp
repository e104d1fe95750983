// Whom the ledger names as having paid.
#pragma once

#include <string>
#include <vector>

#include "sim/account/commitments/statement.hpp"
#include "sim/model/platform.hpp"

namespace drawdown {

/// Commitments by their ids, then the list price, the energy of each pool, and egress.
using PayerId = Id<struct PayerTag>;

class Payers {
 public:
  Payers(const Platform& platform, const std::vector<Contract>& contracts);

  /// An invalid commitment stands for the list price.
  PayerId of(CommitmentId commitment) const {
    return PayerId{commitment.valid() ? commitment.index() : commitments_};
  }
  PayerId energy(PoolId pool) const { return PayerId{commitments_ + 1 + pool.index()}; }
  PayerId egress() const { return PayerId{names_.size() - 1}; }
  bool is_commitment(PayerId payer) const { return payer.index() < commitments_; }

  std::size_t size() const { return names_.size(); }
  const std::string& name(PayerId payer) const { return names_[payer.index()]; }
  /// Of own hardware or its energy; invalid: of others.
  PoolId pool(PayerId payer) const { return pools_[payer.index()]; }

 private:
  void add(std::string name, PoolId pool);

  std::size_t commitments_ = 0;
  std::vector<std::string> names_;
  std::vector<PoolId> pools_;
};

}  // namespace drawdown
