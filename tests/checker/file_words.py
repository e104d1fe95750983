"""How the files write what scenarios have: durations, dates, shapes."""

from datetime import timedelta


def duration(time):
    """With the largest unit that divides it."""
    for unit, size in (("h", 3_600_000), ("min", 60_000), ("s", 1_000)):
        if time % size == 0:
            return f"{time // size}{unit}"
    return f"{time}ms"


def date(scenario, time):
    moment = scenario.start + timedelta(milliseconds=time)
    return moment.strftime("%Y-%m-%d" if moment.hour == moment.minute == 0 else "%Y-%m-%d %H:%M")


def shape(axes, flat=False):
    return "x".join(map(str, axes[:2] if flat else axes))
