"""The calendar, UTC, of instants in ms since the run's start."""

from calendar import monthrange
from datetime import datetime, timedelta

from rules.contracts.money import HOUR

MS = timedelta(milliseconds=1)
YEAR = 365 * 24 * HOUR  # of prices and of own hardware


class Calendar:
    def __init__(self, start):
        self.start = start

    def date(self, time):
        return self.start + time * MS

    def time(self, date):
        return (date - self.start) // MS

    def month(self, time):
        return self.date(time).strftime("%Y-%m")

    def hour_end(self, time):
        date = self.date(time).replace(minute=0, second=0, microsecond=0)
        return self.time(date + timedelta(hours=1))

    def month_begin(self, time):
        return self.time(self.date(time).replace(day=1, hour=0, minute=0, second=0, microsecond=0))

    def month_end(self, time):
        return self.later(self.month_begin(time), 1)

    def later(self, time, months):
        """The same day of a later month, or its last where it is shorter."""
        date = self.date(time)
        years, month = divmod(date.month - 1 + months, 12)
        year = date.year + years
        day = min(date.day, monthrange(year, month + 1)[1])
        return self.time(date.replace(year=year, month=month + 1, day=day))

    def years(self, begin, time):
        """How many anniversaries of `begin` there were up to that moment."""
        years = self.date(time).year - self.date(begin).year
        return years if self.later(begin, 12 * years) <= time else years - 1

    def months(self, begin, until):
        """[(month, from, until)] of a span."""
        return [(self.month(a), a, b) for a, b in self.parts(begin, until, self.month_end)]

    def hours(self, begin, until):
        """[(from, until)] of a span."""
        return self.parts(begin, until, self.hour_end)

    @staticmethod
    def parts(begin, until, end_of):
        parts = []
        while begin < until:
            parts.append((begin, min(end_of(begin), until)))
            begin = parts[-1][1]
        return parts

    def of_month(self, name):
        """The first moment of a month, and that of the next one."""
        begin = self.time(datetime.fromisoformat(name + "-01"))
        return begin, self.month_end(begin)
