"""What a gang does from a start on: docs/platforms.md, What a gang loses."""

from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import NamedTuple

HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Recovery:
    """Of all jobs of a stream or a trace, in milliseconds; no interval: no checkpoints. One that
    counts with a pool's storage, or has the best interval, is scenario.Scenario.recovery's."""

    startup: int = 0
    restart: int = 0
    interval: object = None
    write: int = 0
    read: int = 0  # of the last checkpoint, by a start that goes on from one
    bytes: int = 0  # of a checkpoint; 0: `write` holds everywhere
    optimum: bool = False


@dataclass(frozen=True)
class Progress:
    """What is left of a job's work between two starts."""

    saved: int = 0
    reached: int = 0
    lost: int = 0
    interruptions: int = 0
    preemptions: int = 0  # of the interruptions
    accelerator: object = None  # of the last start; None before the first


class Piece(NamedTuple):
    kind: str  # a stage, or `checkpointing`: a part of `productive`
    begin: int
    end: int
    progress: int  # at its begin
    until: int  # the progress at its end


@dataclass(frozen=True)
class Run:
    """A start: what is behind the job and what is before it. `speed` is progress over time."""

    recovery: Recovery
    past: Progress
    work: int
    speed: Fraction = Fraction(1)
    compile: int = 0  # beyond startup or restart, in this start

    def before_work(self):
        start = self.recovery.restart if self.past.interruptions else self.recovery.startup
        if self.past.interruptions and self.past.saved:
            start += self.recovery.read
        return start + self.compile

    def takes(self, progress):
        """Of progress made in one piece: half up, and something takes some time; the quotient is a
        double."""
        return max(floor(Fraction(progress / float(self.speed)) + HALF), 1) if progress else 0

    def time_to(self, progress):
        """From nothing to there, without checkpoints: whole intervals and the rest apart."""
        interval = self.recovery.interval
        if not interval:
            return self.takes(progress)
        whole, rest = divmod(progress, interval)
        return whole * self.takes(interval) + self.takes(rest)

    def progress_at(self, begin, spent, end):
        """The most that takes no longer than `spent` from `begin`, at most `end`."""
        least, most = begin, end
        while least < most:
            middle = (least + most + 1) // 2
            if self.time_to(middle) - self.time_to(begin) <= spent:
                least = middle
            else:
                most = middle - 1
        return least

    def checkpoints(self, work):
        """The progress after which one is written on the way to so much work."""
        interval = self.recovery.interval
        if not interval:
            return []
        first = self.past.saved // interval + 1
        return range(first * interval, work, interval)

    def estimate(self, work):
        """How long the start is expected to hold its units if there is so much work in all."""
        to_do = max(self.time_to(work) - self.time_to(self.past.saved), 0)
        return self.before_work() + to_do + self.recovery.write * len(self.checkpoints(work))

    def pieces(self, start):
        """Everything from a start to the end of the work, in order; pieces may be empty."""
        past, made = self.past, [Piece("starting", start, start + self.before_work(),
                                       self.past.saved, self.past.saved)]

        def go_on(kind, length, progress):
            before = made[-1]
            made.append(Piece(kind, before.end, before.end + length, before.until, progress))

        def work_on(kind, progress):
            go_on(kind, self.time_to(progress) - self.time_to(made[-1].until), progress)

        work_on("recomputing", past.reached)
        for at in self.checkpoints(self.work):
            if at >= past.reached:
                work_on("productive", at)
                go_on("checkpointing", self.recovery.write, at)
        work_on("productive", self.work)
        return tuple(made)

    def interrupted(self, made, moment, by_preemption=False):
        """The job's progress after an interruption: a checkpoint counts if its write has ended."""
        past, now = self.past, [p for p in made if p.begin <= moment][-1]
        progress = self.progress_at(now.progress, min(moment, now.end) - now.begin, now.until)
        saved = max([past.saved] + [p.progress for p in made
                                    if p.kind == "checkpointing" and p.end <= moment])
        return Progress(saved, max(past.reached, progress), past.lost + progress - saved,
                        past.interruptions + 1, past.preemptions + by_preemption,
                        past.accelerator)


def staging(start, end, past):
    """What a gang does while it waits for its data set."""
    return Piece("staging", start, end, past.saved, past.saved)


def stage_at(made, moment):
    """The stage that a gang is in; at the moment in which one begins, that one."""
    begun = [p for p in made if p.begin <= moment and p.begin < p.end]
    if not begun or begun[-1].kind == "checkpointing":
        return "productive"
    return begun[-1].kind


def next_stage(made, moment):
    """The moment at which the stage after `moment`'s begins; None if there is none."""
    return min((p.begin for p in made
                if p.begin > moment and stage_at(made, p.begin) != stage_at(made, moment)),
               default=None)


def time_in(made, kind, begin, end):
    """How much of [begin, end) falls into pieces of that kind."""
    return sum(max(0, min(end, p.end) - max(begin, p.begin)) for p in made if p.kind == kind)
