"""What holds at one moment: open reservations, waiting and running gangs, promises.

The state changes only through its verbs; the naive simulator and the replay of a log both use it.
"""

import copy
from dataclasses import dataclass

from scenario import Job, Reservation


@dataclass(frozen=True)
class Gang:
    """A job that runs, and the units that it holds."""

    job: Job
    reservation: Reservation
    units: tuple
    start: int
    order: int  # counts the starts of the run


@dataclass(frozen=True)
class Promise:
    reservation: Reservation
    at: int


class State:
    def __init__(self, scenario):
        self.scenario = scenario
        self.now = -1
        self.bound = {}  # reservation name -> its units, while it is open
        self.waiting = []  # jobs in the order of their arrival
        self.running = {}  # job id -> Gang, in the order of their starts
        self.promises = {}  # job id -> Promise
        self.handed_back = set()  # running gangs that hold their units no more
        self.starts = 0
        self.platform_order = scenario.platform_order()

    def scratch(self):
        """A copy for a policy to try its choices on."""
        other = copy.copy(self)
        other.bound = dict(self.bound)
        other.waiting = list(self.waiting)
        other.running = dict(self.running)
        other.promises = dict(self.promises)
        other.handed_back = set(self.handed_back)
        return other

    # Questions

    def is_open(self, reservation):
        return reservation.name in self.bound

    def ends_at(self, gang):
        return gang.start + self.scenario.length(gang.job)

    def gangs_on(self, reservation):
        """The gangs that hold units of the reservation."""
        return [g for g in self.running.values()
                if g.reservation is reservation and g.job.job_id not in self.handed_back]

    def free_units(self, reservation):
        """The ids of the units that no gang holds, lowest first; none if it is not open."""
        held = {unit for gang in self.gangs_on(reservation) for unit in gang.units}
        return [unit for unit in self.bound.get(reservation.name, ()) if unit not in held]

    def predicted_end(self, gang):
        """Start + estimate; the next millisecond, always anew, for a gang that outlived that."""
        return max(gang.start + self.scenario.estimate(gang.job), self.now + 1)

    def free_by_predicted_ends(self, reservation, moment):
        return reservation.units - sum(reservation.need(g.job) for g in self.gangs_on(reservation)
                                       if self.predicted_end(g) > moment)

    def promised_span(self, job, promise):
        """The moments [from, to) over which the promise needs its units."""
        start = max(promise.at, self.now)
        return start, start + self.planned_length(job)

    def planned_length(self, job):
        """A gang of no length counts as one of 1 ms in plans."""
        return max(self.scenario.estimate(job), 1)

    def profile(self, reservation, besides):
        """[(moment, units)] from now: what predicted ends free, less what promises to other
        gangs need; each pair holds up to the next one's moment."""
        taken = [(self.now, self.predicted_end(g), len(g.units))
                 for g in self.gangs_on(reservation)]
        for job in self.waiting:
            promise = self.promises.get(job.job_id)
            if job is not besides and promise is not None and promise.reservation is reservation:
                taken.append((*self.promised_span(job, promise), reservation.need(job)))
        moments = {self.now, max(self.now, reservation.opens_at)}
        moments.update(moment for start, end, _ in taken for moment in (start, end))
        return [(m, reservation.units - sum(n for start, end, n in taken if start <= m < end))
                for m in sorted(moments)]

    def fits(self, job, reservation, start, profile):
        """At every moment of [start, start + estimate), or at `start` for a job of no length,
        the profile leaves the units that the job needs."""
        end = start + self.planned_length(job)
        need = reservation.need(job)
        level_at_start = [units for moment, units in profile if moment <= start][-1]
        return level_at_start >= need and all(
            units >= need for moment, units in profile if start < moment < end)

    def can_start(self, job, reservation):
        return (reservation.usable(job) and self.is_open(reservation)
                and len(self.free_units(reservation)) >= reservation.need(job)
                and self.scenario.lasts(job, reservation, self.now))

    def may_ever_run(self, job, reservation):
        return self.scenario.may_ever_run(job, reservation, self.now)

    # Verbs

    def begin_instant(self, now):
        """Under every_event, a gang whose end and predicted end are both now gives its units
        back before anything else happens."""
        self.now = now
        if self.scenario.policy.cadence == "every_event":
            for job_id, gang in self.running.items():
                predicted = gang.start + self.scenario.estimate(gang.job)
                if predicted == now and self.ends_at(gang) == now:
                    self.handed_back.add(job_id)

    def open(self, reservation):
        """Binds the lowest units that no other reservation binds at this moment (one that
        closes now holds [from, until), so binds none any more)."""
        taken = {unit for other in self.scenario.reservations
                 if other.pool is reservation.pool and other.closes_at > self.now
                 for unit in self.bound.get(other.name, ())}
        left = [unit for unit in range(reservation.pool.units) if unit not in taken]
        self.bound[reservation.name] = tuple(left[:reservation.units])
        return self.bound[reservation.name]

    def close(self, reservation):
        return self.bound.pop(reservation.name)

    def submit(self, job):
        self.waiting.append(job)

    def start(self, job, reservation):
        """The lowest free units."""
        units = tuple(self.free_units(reservation)[:reservation.need(job)])
        gang = Gang(job, reservation, units, self.now, self.starts)
        self.starts += 1
        self.waiting.remove(job)
        self.promises.pop(job.job_id, None)
        self.running[job.job_id] = gang
        return gang

    def finish(self, gang):
        del self.running[gang.job.job_id]
        self.handed_back.discard(gang.job.job_id)
