"""Whole micro-dollars, and the two ways in which the page lets them be rounded.

Prices are whole micro-dollars a chip-hour, shares whole millionths, chip-time whole chip-ms.
"""

from fractions import Fraction

HOUR = 3_600_000
WHOLE = 1_000_000


def rounded(exact):
    """Half up."""
    return (Fraction(exact) + Fraction(1, 2)).__floor__()


def part(amount, share):
    """A share of it, rounded."""
    return rounded(Fraction(amount * share, WHOLE))


def price_of(chip_ms, price):
    """Exact, in micro-dollars."""
    return Fraction(chip_ms * price, HOUR)


def split(amount, weights):
    """In proportion to whole numbers, by largest remainder, the first of equal ones first. Nothing
    is nothing everywhere; something needs a weight."""
    whole = sum(weights)
    if not whole:
        if amount:
            raise ValueError(f"{amount} has nothing to be split over")
        return [0] * len(weights)
    parts = [amount * weight // whole for weight in weights]
    remainders = [amount * weight % whole for weight in weights]
    largest_first = sorted(range(len(weights)), key=lambda i: -remainders[i])
    for i in largest_first[:amount - sum(parts)]:
        parts[i] += 1
    return parts


def dollars(micro):
    """With six decimals, as the files show it."""
    sign = "-" if micro < 0 else ""
    return f"{sign}{abs(micro) // WHOLE}.{abs(micro) % WHOLE:06}"
