"""Step functions of time, over buckets."""


class Buckets:
    def __init__(self, until, most):
        self.until = until
        self.width = -(-until // most)
        self.count = -(-until // self.width)

    def of(self, at):
        return min(at // self.width, self.count - 1)

    def length(self, bucket):
        return min(self.until, (bucket + 1) * self.width) - bucket * self.width

    def spread(self, sums, begin, end, value):
        """Adds `value` x time over [begin, end) to the sums of the buckets."""
        for bucket in range(self.of(begin), self.of(max(begin, end - 1)) + 1):
            low = max(begin, bucket * self.width)
            high = min(end, (bucket + 1) * self.width)
            sums[bucket] += value * max(0, high - low)


class _Steps:
    def __init__(self, buckets):
        self.buckets = buckets
        self.at, self.value = 0, 0
        self.sums = [0] * buckets.count
        self.low, self.high = [None] * buckets.count, [None] * buckets.count

    def set(self, at, value):
        if value != self.value:
            self._hold(at)
            self.value = value

    def _hold(self, until):
        """The value holds from where it was set to `until`."""
        if until <= self.at:
            return
        self.buckets.spread(self.sums, self.at, until, self.value)
        for bucket in range(self.buckets.of(self.at), self.buckets.of(until - 1) + 1):
            low, high = self.low[bucket], self.high[bucket]
            self.low[bucket] = self.value if low is None else min(low, self.value)
            self.high[bucket] = self.value if high is None else max(high, self.value)
        self.at = until


class ChipSeries(_Steps):
    def made(self):
        """The object of the review; None if it is 0 everywhere."""
        self._hold(self.buckets.until)
        if not any(self.high):
            return None
        return {"chip_ms": self.sums, "min": self.low, "max": self.high}


class Series(_Steps):
    def made(self):
        self._hold(self.buckets.until)
        if not any(self.high):
            return None
        mean = [float(f"{total / self.buckets.length(i):.6g}") for i, total in enumerate(self.sums)]
        return {"mean": mean, "min": self.low, "max": self.high}
