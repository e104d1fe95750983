"""What is due month by month: docs/contracts.md, Bills."""

from collections import Counter

from rules.contracts.money import WHOLE, part, price_of, rounded


class Bills:
    """Of one account that is settled."""

    def __init__(self, account, metered, places):
        """metered: [((from, until), {reservation name: Metered})] of the run."""
        self.account, self.contract = account, account.contract
        self.calendar = account.calendar
        self.places = [place for place in places
                       if self.contract.scope.has(place) and not place.pool.market]
        self.metered = metered
        self.months = self.calendar.months(account.begin, account.until)

    def charges(self):
        """{month: what is billed of the charges}, prepayments not taken off."""
        bills = Counter()
        for month, begin, end in self.months:
            for window in self.account.windows:
                bills[month] += self.billed(window, end) - self.billed(window, begin)
        return bills

    def billed(self, window, moment):
        """Of the window's charge, at the end of a month or before its beginning."""
        if moment <= window.begin:
            return 0
        if moment >= window.until:
            return window.charge
        so_far = window.obligation(moment) if self.contract.level else window.taken(moment)
        return self.account.cost(window, so_far)

    def overages(self):
        """{month: what the overage costs}."""
        bills = Counter()
        for month, begin, end in self.months:
            for window in self.account.windows:
                bills[month] += (self.overage_cost(window.overage(end))
                                 - self.overage_cost(window.overage(begin)))
        return bills

    def overage_cost(self, chip_ms):
        return rounded(price_of(chip_ms, self.contract.overage)) if chip_ms else 0

    def credits(self):
        """{month: what is credited for units in repair}, below zero."""
        level, bills = self.contract.service_level, Counter()
        for month, begin, end in self.months if level else ():
            held = broken = 0
            for (hour, _), metered in self.metered:
                if begin <= hour < end:
                    mine = [metered[place.name] for place in self.places if place.name in metered]
                    held += sum(m.used + m.idle for m in mine)
                    broken += sum(m.in_repair for m in mine)
            missing = max(0, level.availability * held // WHOLE - (held - broken))
            missing = min(missing, self.taken(begin, end))
            rate = self.contract.rate_at(self.calendar, begin)
            bills[month] -= rounded(price_of(missing, rate) * level.credit / WHOLE)
        return bills

    def taken(self, begin, end):
        return sum(window.taken(end) - window.taken(begin) for window in self.account.windows)

    def termination(self, run_end):
        """{month: fee and what is owed above the cap}."""
        ended = self.contract.termination
        if not ended or not 0 <= ended.on < run_end:
            return Counter()
        value = self.contract.value(self.calendar, ended.on, self.contract.until)
        released = value if ended.refund_cap is None else min(value, ended.refund_cap)
        return Counter({self.calendar.month(ended.on):
                        part(released, ended.fee) + value - released})

    def prepayments(self):
        """({month: what is paid ahead}, {month: what of it the bills are less by})."""
        paid, used = Counter(), Counter()
        account, shares = self.account, sum(share for _, share in self.contract.prepaid)
        value = self.contract.value(self.calendar, account.begin, account.until)
        bought = [(max(account.begin, on), part(value, share))
                  for on, share in self.contract.prepaid if on < account.until]
        bills = self.charges()
        for month, begin, end in self.months:
            paid[month] += sum(amount for on, amount in bought if begin <= on < end)
            amortised = min(part(self.contract.value(self.calendar, account.begin, end), shares),
                            sum(paid.values()))
            used[month] = max(0, min(amortised - sum(used.values()), bills[month]))
        return paid, used

    def paid_back(self):
        """({month: what was not amortised at the contract's end}, or the balance of a contract
        that outlives the run)."""
        paid, used = self.prepayments()
        rest = sum(paid.values()) - sum(used.values())
        if self.account.until < self.contract.end or not self.months:
            return Counter(), rest
        return Counter({self.months[-1][0]: -rest}), 0
