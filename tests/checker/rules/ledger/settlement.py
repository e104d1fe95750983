"""A contract through the windows of a run: docs/contracts.md, Settlement."""

from rules.jobs import FOREVER


class Window:
    """From its beginning on; `until` is not cut by the run before it is settled."""

    def __init__(self, contract, begin, until):
        self.contract, self.begin, self.until = contract, begin, until
        self.hours = []  # (from, until, taken, overage, chip-time delivered or None, reserved)
        self.room_quantity = contract.quantity(begin, until)

    def taken(self, until=FOREVER):
        return sum(taken for begin, _, taken, _, _, _ in self.hours if begin < until)

    def overage(self, until=FOREVER):
        return sum(overage for begin, _, _, overage, _, _ in self.hours if begin < until)

    def obligation(self, until):
        """What is owed of it up to that moment."""
        contract, until = self.contract, min(until, self.until)
        if not contract.pay_on_delivery:
            return contract.obligation(contract.quantity(self.begin, until))
        due = 0
        for begin, end, _, _, delivered, reserved in self.hours:
            if begin < until:
                quantity = contract.quantity(begin, end)
                due += quantity * delivered // reserved if reserved else quantity
        return contract.obligation(due)


class Account:
    """One contract: `take` and `meter` hour by hour, in order, then `finish`."""

    def __init__(self, contract, calendar):
        self.contract, self.calendar = contract, calendar
        self.begin, self.until = max(contract.begin, 0), contract.end
        self.windows = []  # settled
        self.open = None
        self.makeup = []  # [chip-ms or micro-dollars, when it lapses], oldest first
        self.carry = 0
        self.paid_for = 0  # of a total
        self.charged = 0
        self.takes = []  # (hour, place name, used, chip-ms, money): what it covered

    def in_force(self, moment):
        return self.begin <= moment < self.until

    def advance(self, moment):
        """Settles what has ended by that moment; a window is open then if it is in force."""
        while self.begin < self.until and moment >= self.begin:
            if self.open is None:
                if not self.windows:
                    self.open_window(self.begin)
                elif self.windows[-1].until < self.until:
                    self.open_window(self.windows[-1].until)
                else:
                    return
            if moment < self.open.until:
                return
            self.settle(self.open.until)

    def open_window(self, begin):
        until = min(self.contract.window_end(self.calendar, begin), self.until)
        self.open = Window(self.contract, begin, until)
        self.makeup = [[amount, lapses] for amount, lapses in self.makeup if lapses > begin]

    def room(self):
        return (self.open.room_quantity + sum(amount for amount, _ in self.makeup)
                - self.open.taken())

    def meter(self, hour, taken, overage=0, delivered=0, reserved=0):
        """In an hour in force, or a month that ends in the window."""
        self.open.hours.append((*hour, taken, overage, delivered, reserved))

    def finish(self, run_end):
        self.until = min(self.until, run_end)
        self.advance(self.until - 1)
        if self.open:
            self.settle(self.until)

    def cost(self, window, amount):
        """The charge if so much of the window were taken or owed."""
        if not self.contract.covers:
            return 0
        if self.contract.total is None:
            return self.contract.cost(self.calendar, window.begin, amount)
        return self.contract.share_of_total(window.paid_before + amount) - window.charged_before

    def settle(self, until):
        """The open window ends then."""
        window, contract = self.open, self.contract
        window.until = until
        self.windows.append(window)
        self.open = None
        taken, overage, owed = window.taken(), window.overage(), window.obligation(until)
        window.paid_before, window.charged_before = self.paid_for, self.charged
        missing = max(0, owed - taken)
        window.shortfall = missing - min(self.carry, missing)
        self.carry -= missing - window.shortfall
        above = max(0, taken + overage - owed)
        window.made_up = self.draw(min(sum(amount for amount, _ in self.makeup), above))
        if contract.makeup:
            self.makeup.append([window.shortfall, self.calendar.later(until, contract.makeup)])
        if contract.carry_cap is not None:
            self.carry = min(contract.carry_cap, self.carry + above - window.made_up)
        amount = taken - window.made_up + window.shortfall
        window.charge = self.cost(window, amount) if contract.covers else window.shortfall
        self.paid_for += amount
        self.charged += window.charge
        window.makeup_balance = sum(a for a, lapses in self.makeup if lapses > until)
        window.carry_balance = self.carry

    def draw(self, amount):
        """So much of what was paid before, oldest first."""
        left = amount
        for paid in self.makeup:
            drawn = min(left, paid[0])
            paid[0] -= drawn
            left -= drawn
        return amount
