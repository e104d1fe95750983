#include "sim/account/allocation/allocation.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>

#include "sim/base/errors.hpp"
#include "sim/base/exact.hpp"

namespace drawdown {
namespace {

using Cells = std::vector<std::size_t>;  // by index

// The cells of one month, and how much of each is still to be paid for.
class MonthAllocation {
 public:
  MonthAllocation(std::chrono::year_month month, std::span<const WaterfallCell> cells,
                  std::vector<PaidCell>& paid)
      : month_(month), cells_(cells), paid_(paid), first_paid_(paid.size()) {
    for (const WaterfallCell& cell : cells) left_.push_back(cell.time.value());
  }

  void pay(const Take& take) {
    const Cells cells = cells_of(take.place, [&](Cause cause) {
      return take.used ? cause >= kFirstHeld : cause < kFirstHeld && cause != Cause::undelivered;
    });
    require(take.time <= left(cells), "more is paid for than there is");
    pay(cells, take.as, take.commitment, take.time, take.cost);
  }

  // Idle and undelivered chip-time explains it, the rest is unreserved.
  void pay(const Shortfall& shortfall, const Scope& scope) {
    if (shortfall.time == ChipTime{}) return pay_unreserved(shortfall.commitment, shortfall.cost);
    std::vector<Cells> cells;
    std::vector<std::int64_t> explained;
    ChipTime rest = shortfall.time;
    for (const ReservationId place : scope.places) {
      cells.push_back(cells_of(place, [](Cause cause) { return cause < kFirstHeld; }));
      const ChipTime part = std::min(rest, left(cells.back()));
      explained.push_back(part.value());
      rest -= part;
    }
    explained.push_back(rest.value());
    const auto costs = split(shortfall.cost.value(), explained);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      pay(cells[i], PaidAs::taken, shortfall.commitment, ChipTime{explained[i]}, Money{costs[i]});
    }
    pay_unreserved(shortfall.commitment, Money{costs.back()});
  }

  void pay_unreserved(CommitmentId commitment, Money cost) {
    if (cost == Money{}) return;
    paid_.push_back({month_, {}, {}, {}, PaidAs::taken, commitment, {}, cost});
  }

  void finish() {
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (left_[i] > 0) push(i, {}, {}, ChipTime{left_[i]}, {});
    }
    std::stable_sort(paid_.begin() + static_cast<std::ptrdiff_t>(first_paid_), paid_.end(),
                     [](const PaidCell& a, const PaidCell& b) {
                       return std::tie(a.place, a.cause, a.tenant) <
                              std::tie(b.place, b.cause, b.tenant);
                     });
  }

 private:
  template <class Causes>
  Cells cells_of(ReservationId place, Causes causes) const {
    const auto before = [](const WaterfallCell& cell, ReservationId id) { return cell.place < id; };
    const auto begin = std::lower_bound(cells_.begin(), cells_.end(), place, before);
    Cells found;
    for (auto cell = begin; cell != cells_.end() && cell->place == place; ++cell) {
      if (causes(cell->cause)) found.push_back(static_cast<std::size_t>(cell - cells_.begin()));
    }
    return found;
  }

  std::vector<std::int64_t> left_of(const Cells& cells) const {
    std::vector<std::int64_t> times;
    for (const std::size_t i : cells) times.push_back(left_[i]);
    return times;
  }

  ChipTime left(const Cells& cells) const {
    const auto times = left_of(cells);
    return ChipTime{std::accumulate(times.begin(), times.end(), std::int64_t{0})};
  }

  void pay(const Cells& cells, PaidAs as, CommitmentId commitment, ChipTime time, Money cost) {
    const auto times = split(time.value(), left_of(cells));
    const auto costs = split(cost.value(), times);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (times[i] > 0) push(cells[i], as, commitment, ChipTime{times[i]}, Money{costs[i]});
    }
  }

  void push(std::size_t cell, std::optional<PaidAs> as, CommitmentId commitment, ChipTime time,
            Money cost) {
    left_[cell] -= time.value();
    const WaterfallCell& of = cells_[cell];
    paid_.push_back({month_, of.place, of.cause, of.tenant, as, commitment, time, cost});
  }

  std::chrono::year_month month_;
  std::span<const WaterfallCell> cells_;
  std::vector<std::int64_t> left_;
  std::vector<PaidCell>& paid_;
  std::size_t first_paid_;
};

// Takes the rows of the month from the beginning of `rows`, which are in order of month.
template <class Row>
std::span<const Row> take_month(std::span<const Row>& rows, std::chrono::year_month month) {
  const auto end =
      std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.month != month; });
  const auto taken = rows.first(static_cast<std::size_t>(end - rows.begin()));
  rows = rows.subspan(taken.size());
  return taken;
}

}  // namespace

std::vector<PaidCell> allocate(std::span<const WaterfallCell> cells, const Statement& statement,
                               const std::vector<Contract>& contracts) {
  std::vector<PaidCell> paid;
  std::span<const Take> takes = statement.takes;
  std::span<const Shortfall> shortfalls = statement.shortfalls;
  std::set<std::chrono::year_month> months;
  for (const WaterfallCell& cell : cells) months.insert(cell.month);
  for (const Take& take : takes) months.insert(take.month);
  for (const Shortfall& shortfall : shortfalls) months.insert(shortfall.month);
  const Scope nowhere;
  for (const std::chrono::year_month month : months) {
    MonthAllocation allocation(month, take_month(cells, month), paid);
    for (const Take& take : take_month(takes, month)) allocation.pay(take);
    for (const Shortfall& shortfall : take_month(shortfalls, month)) {
      const std::size_t contract = shortfall.commitment.index();
      allocation.pay(shortfall, contract < contracts.size() ? contracts[contract].scope : nowhere);
    }
    allocation.finish();
  }
  return paid;
}

}  // namespace drawdown
