"""What a gang does from a start on: docs/platforms.md, What a gang loses."""

from dataclasses import dataclass
from typing import NamedTuple

WORKING = ("recomputing", "productive")


@dataclass(frozen=True)
class Recovery:
    """Of all jobs of a trace, in milliseconds; no interval: no checkpoints."""

    startup: int = 0
    restart: int = 0
    interval: object = None
    write: int = 0


@dataclass(frozen=True)
class Progress:
    """What is left of a job's work between two starts."""

    saved: int = 0
    reached: int = 0
    lost: int = 0
    interruptions: int = 0


class Piece(NamedTuple):
    kind: str  # a stage, or `checkpointing`: a part of `productive`
    begin: int
    end: int
    progress: int  # at its begin


def before_work(recovery, past):
    return recovery.restart if past.interruptions else recovery.startup


def estimate(recovery, past, work):
    """How long a start with so much work in all is expected to hold its units."""
    writes = 0
    if recovery.interval:
        writes = sum(past.saved < at < work
                     for at in range(recovery.interval, work, recovery.interval))
    return before_work(recovery, past) + max(work - past.saved, 0) + recovery.write * writes


def pieces(recovery, past, work, start):
    """Everything from a start to the end of the work, in order; pieces may be empty."""
    made = [Piece("starting", start, start + before_work(recovery, past), past.saved)]

    def go_on(kind, length):
        before = made[-1]
        progress = before.progress
        if before.kind in WORKING:
            progress += before.end - before.begin
        made.append(Piece(kind, before.end, before.end + length, progress))

    go_on("recomputing", past.reached - past.saved)
    progress = past.reached
    for at in range(recovery.interval, work, recovery.interval) if recovery.interval else ():
        if at > past.saved and at >= past.reached:
            go_on("productive", at - progress)
            go_on("checkpointing", recovery.write)
            progress = at
    go_on("productive", work - progress)
    return tuple(made)


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


def interrupted(past, made, moment):
    """The job's progress after an interruption: a checkpoint counts if its write has ended."""
    now = [p for p in made if p.begin <= moment][-1]
    progress = now.progress + (min(moment, now.end) - now.begin if now.kind in WORKING else 0)
    saved = max([past.saved] + [p.progress for p in made
                                if p.kind == "checkpointing" and p.end <= moment])
    return Progress(saved, max(past.reached, progress), past.lost + progress - saved,
                    past.interruptions + 1)


def time_in(made, kind, begin, end):
    """How much of [begin, end) falls into pieces of that kind."""
    return sum(max(0, min(end, p.end) - max(begin, p.begin)) for p in made if p.kind == kind)
