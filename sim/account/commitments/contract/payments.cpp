#include "sim/account/commitments/contract/payments.hpp"

#include <algorithm>

#include "sim/base/exact.hpp"

namespace drawdown {

Payments::Payments(CommitmentId contract, const Contract& terms, const RunCalendar& calendar)
    : contract_(contract),
      terms_(terms),
      calendar_(calendar),
      begin_(std::max(terms.from, kRunStart)) {}

void Payments::charge(std::chrono::year_month month, Instant until, Money charges) {
  months_.push_back({month, until, charges});
}

Money Payments::prepaid(Money value, Instant until) const {
  Money sum;
  for (const Instalment& instalment : terms_.prepaid) {
    if (std::max(instalment.on, begin_) < until) sum += part_of(instalment.share, value);
  }
  return sum;
}

Money Payments::finish(Instant horizon, Statement& statement) const {
  ExactShare all;
  for (const Instalment& instalment : terms_.prepaid) all += instalment.share;
  const Instant end = std::min(terms_.end(), horizon);
  const Money value =
      terms_.prepaid.empty() ? Money{} : ContractValue(terms_, calendar_, begin_).up_to(end);
  ContractValue value_so_far(terms_, calendar_, begin_);
  Money paid;
  Money amortised;
  for (const Month& month : months_) {
    const auto bill = [&](BillKind kind, Money amount) {
      statement.bills.push_back({month.month, contract_, kind, amount});
    };
    const Money paid_by_now = prepaid(value, month.until);
    bill(BillKind::prepayment, paid_by_now - paid);
    paid = paid_by_now;
    Money covered;
    if (!terms_.prepaid.empty()) {
      const Money due = std::min(part_of(all, value_so_far.up_to(month.until)), paid) - amortised;
      covered = std::min(due, std::max(month.charges, Money{}));
    }
    amortised += covered;
    bill(BillKind::bill, month.charges - covered);
    if (month.until < terms_.end()) continue;
    bill(BillKind::paid_back, amortised - paid);
    return Money{};
  }
  return paid - amortised;
}

}  // namespace drawdown
