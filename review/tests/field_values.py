"""What the texts in the files of a run stand for."""

import datetime


def ms(text):
    """Seconds with at most three decimals, exactly, in ms."""
    if text == "":
        return None
    whole, _, part = text.partition(".")
    return int(whole) * 1000 + int((part + "000")[:3])


def start_of(text):
    date = datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc)
    return round(date.timestamp() * 1000)


def count_units(text):
    return sum(until - first for first, until in ranges(text))


def ranges(text):
    for part in text.split():
        first, _, last = part.partition("-")
        yield int(first), int(last or first) + 1
