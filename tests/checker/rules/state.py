"""What holds at one moment: units, open reservations, waiting and running gangs, promises.

The state changes only through its verbs and those of capacity.py; the naive simulator and the
replay of a log both use it.
"""

import copy
from collections import Counter
from dataclasses import dataclass, replace

from rules import network, stages
from rules.geometry import Ask, Place
from rules.jobs import FOREVER, Job
from rules.scenario import Reservation, may_last
from rules.stages import Progress, Run


NOTHING_YET = Progress()


@dataclass(frozen=True)
class Gang:
    """A job that runs, and what it holds."""

    job: Job
    reservation: Reservation
    place: Place
    ask: Ask  # the size with which it runs
    start: int
    since: int  # when it came to this place: then, or when it began to drain
    order: int  # counts the starts of the run
    estimate: int
    run: Run
    pieces: tuple  # what it does from here on

    @property
    def chips(self):
        return self.ask.chips

    @property
    def site(self):
        return self.reservation.pool.site.name

    def ends_at(self):
        return self.pieces[-1].end

    def interrupted(self, moment, by_preemption=False):
        """The job's progress if the gang were interrupted then; replicas have no work to lose."""
        progress = self.run.interrupted(self.pieces, moment, by_preemption)
        return replace(progress, saved=0, reached=0, lost=0) if self.job.is_replica else progress

    def would_lose(self, moment):
        """In progress, times the chips that its job asks for."""
        return (self.interrupted(moment).lost - self.run.past.lost) * self.job.chips

    def waits_for_data(self):
        return self.pieces[-1].kind == "staging"

    def stage_at(self, moment):
        return stages.stage_at(self.pieces, moment)


@dataclass(frozen=True)
class Promise:
    reservation: Reservation
    at: int
    place: object = None  # of an open reservation, in pools that are not alike


class State:
    def __init__(self, scenario):
        self.scenario = scenario
        self.now = -1
        self.there = {p.name: set(p.lots()[0][0]) for p in scenario.pools}
        self.deliveries_left = {p.name: len(p.deliveries) for p in scenario.pools}
        self.downs = Counter()  # (pool name, unit) -> how many things have it down
        self.bound = {}  # reservation name -> its units, while it is open
        self.known = {r.name for r in scenario.reservations if r.notice <= 0}  # to policies
        self.aside = {}  # reservation name -> its blocks that are set aside
        self.given_up = {r.name: r.handed_back_before() for r in scenario.reservations}
        self.waiting = []
        self.blocked = []
        self.left_blocked = {}  # job id -> when it was released, or refused after it was blocked
        self.how_left = {}  # job id -> how it ended or why it was refused
        self.running = {}  # job id -> Gang, in the order of their starts
        self.stage = {}  # job id of a running gang -> its stage, as logged
        self.progress = {}  # job id -> Progress, after an interruption
        self.estimates = {}  # (job id, its interruptions so far) -> estimate
        self.promises = {}  # job id -> Promise
        self.handed_back = set()  # running gangs that hold their units no more
        self.ended = []  # (gang, end, how it ended) in the order of the ends
        self.interrupted_by = {}  # order of a start that was interrupted -> why
        self.starts = 0
        self.arrivals = 0  # of replicas
        self.replicas = {}  # service name -> how many were submitted
        self.transfers = ()  # in the order in which they began
        self.copied = []  # of them, those that are logged to be complete
        self.platform_order = scenario.platform_order()

    def scratch(self):
        """A copy for a policy to try its choices on: they change only what is copied here."""
        other = copy.copy(self)
        other.waiting = list(self.waiting)
        other.running = dict(self.running)
        other.stage = dict(self.stage)
        other.promises = dict(self.promises)
        other.handed_back = set(self.handed_back)
        return other

    # Questions

    def is_open(self, reservation):
        return reservation.name in self.bound

    def asks_for(self, reservation):
        """How many units: all but those that it has handed back."""
        return reservation.units - self.given_up[reservation.name]

    def target(self, reservation):
        """The chips that it has in service when nothing is missing."""
        units = self.asks_for(reservation) - reservation.spares
        return units * reservation.pool.chips_per_unit

    def is_up(self, pool, unit):
        return not self.downs[pool.name, unit]

    def in_service(self, reservation):
        """The units that are bound, up and not set aside."""
        pool, aside = reservation.pool, self.aside.get(reservation.name, ())
        return [unit for unit in sorted(self.bound.get(reservation.name, ()))
                if self.is_up(pool, unit) and unit // pool.geometry.block_units not in aside]

    def gangs_on(self, reservation):
        """The gangs that hold units of the reservation."""
        return [g for g in self.running.values()
                if g.reservation is reservation and g.job.job_id not in self.handed_back]

    def free(self, reservation, moment=None):
        """{unit: free chips} of the units in service, those too that have none; at a moment to
        come by predicted ends."""
        free = dict.fromkeys(self.in_service(reservation), reservation.pool.chips_per_unit)
        for gang in self.gangs_on(reservation):
            if moment is None or self.predicted_end(gang) > moment:
                for unit, chips in gang.place.held:
                    free[unit] -= chips
        return free

    def free_chips(self, reservation, moment=None):
        """One that is not open yet is counted on for its target."""
        if not self.is_open(reservation):
            return self.target(reservation)
        return sum(self.free(reservation, moment).values())

    def find(self, free, job, reservation):
        """Of its smallest size."""
        return reservation.pool.geometry.find(free, job.least)

    def past(self, job):
        return self.progress.get(job.job_id, NOTHING_YET)

    def estimate(self, job):
        """Of a start of the job from now on, wherever it is; computed once for each past."""
        past = self.past(job)
        key = job.job_id, past.interruptions
        if key not in self.estimates:
            self.estimates[key] = self.scenario.estimate(job, past)
        return self.estimates[key]

    def predicted_end(self, gang):
        """Start + estimate; the next millisecond, always anew, for a gang that outlived that.
        Replicas run for ever."""
        if gang.job.is_replica:
            return FOREVER
        return max(gang.start + gang.estimate, self.now + 1)

    def promised_span(self, job, promise):
        """The moments [from, to) over which the promise needs its units."""
        start = max(promise.at, self.now)
        return start, start + self.planned_length(job)

    def planned_length(self, job):
        """A gang of no length counts as one of 1 ms in plans."""
        return max(self.estimate(job), 1)

    def profile(self, reservation, besides):
        """[(moment, chips)] from now: what predicted ends free, less what promises to other
        gangs need; each pair holds up to the next one's moment."""
        taken = [(self.now, self.predicted_end(g), g.place.chips())
                 for g in self.gangs_on(reservation)]
        for job in self.waiting:
            promise = self.promises.get(job.job_id)
            if job is not besides and promise is not None and promise.reservation is reservation:
                taken.append((*self.promised_span(job, promise), reservation.need(job)))
        chips = self.target(reservation)
        if self.is_open(reservation):
            chips = len(self.in_service(reservation)) * reservation.pool.chips_per_unit
        moments = {self.now, max(self.now, reservation.opens_at)}
        moments.update(moment for start, end, _ in taken for moment in (start, end))
        return [(m, chips - sum(n for start, end, n in taken if start <= m < end))
                for m in sorted(moments)]

    def fits_beside(self, job, reservation, start, profile):
        """At every moment of [start, start + estimate), or at `start` for a job of no length,
        the profile leaves the chips that the job needs."""
        end = start + self.planned_length(job)
        need = reservation.need(job)
        level_at_start = [chips for moment, chips in profile if moment <= start][-1]
        return level_at_start >= need and all(
            chips >= need for moment, chips in profile if start < moment < end)

    def lasts(self, job, reservation, start):
        """A start at that moment leaves the job time to end inside the reservation and before
        the next maintenance."""
        end, until = start + self.estimate(job), reservation.closes_at
        if job.is_replica:
            return start < until
        return start < until and (end <= until or reservation.at_end == "drain") and all(
            end <= begin for begin, over in reservation.pool.announced() if over > start)

    def place_now(self, job, reservation):
        """Where the job can start now, or None."""
        if (reservation.usable(job) and self.is_open(reservation)
                and self.lasts(job, reservation, self.now)):
            return self.find(self.free(reservation), job, reservation)
        return None

    def may_ever_run(self, job, reservation):
        if not (reservation.usable(job) and reservation.need(job) <= self.target(reservation)
                and may_last(job, reservation, self.now, self.estimate(job))):
            return False
        pool = reservation.pool
        if (not self.is_open(reservation) or self.deliveries_left[pool.name]
                or self.some_drain(pool)):
            return True
        free = dict.fromkeys(self.bound[reservation.name], pool.chips_per_unit)
        return self.find(free, job, reservation) is not None

    def some_drain(self, pool):
        """Whether gangs in the pool go on after the end of their reservation."""
        return any(r.left_by and r.pool is pool and self.is_open(r) for r in self.platform_order)

    def transfer_ends(self):
        return network.ends(self.transfers)

    def has_copy(self, data, site):
        """Whether that site has a complete one."""
        return site in data.sites or any(
            transfer.data is data and transfer.target == site and end <= self.now
            for transfer, end in self.transfer_ends().items())

    def due_copies(self):
        """The transfers that are complete, and not yet logged to be."""
        return [t for t in self.transfers if self.transfer_ends()[t] <= self.now
                and t not in self.copied]

    # Verbs

    def begin_instant(self, now):
        """A data set is there from this instant on, for all its phases. Under every_event, a gang
        whose end and predicted end are both now gives its units back before anything else
        happens."""
        self.now = now
        for job_id, gang in self.running.items():
            if gang.waits_for_data() and self.has_copy(gang.job.source.data, gang.site):
                self.running[job_id] = self.go_on_with(gang)
        if self.scenario.policy.cadence == "every_event":
            for job_id, gang in self.running.items():
                if (gang.start + gang.estimate == now and gang.ends_at() == now
                        and not gang.reservation.left_by):
                    self.handed_back.add(job_id)

    def go_on_with(self, gang):
        """The data set that it waits for has come."""
        moment = next(end for transfer, end in self.transfer_ends().items()
                      if transfer.data is gang.job.source.data and transfer.target == gang.site)
        return replace(gang, pieces=(stages.staging(gang.start, moment, gang.run.past),
                                     *gang.run.pieces(moment)))

    def start(self, job, reservation, place, ask):
        past, pool = self.past(job), reservation.pool
        run = self.scenario.run_at(job, ask, pool, past)
        run = replace(run, past=replace(past, accelerator=pool.accelerator))
        estimate = FOREVER if job.is_replica else run.estimate(self.scenario.believed(job))
        gang = Gang(job, reservation, place, ask, self.now, self.now, self.starts, estimate,
                    run, run.pieces(self.now))
        if job.source.data and not self.has_copy(job.source.data, gang.site):
            gang = replace(gang, pieces=(stages.staging(self.now, FOREVER, past),))
        self.starts += 1
        self.waiting.remove(job)
        self.promises.pop(job.job_id, None)
        self.running[job.job_id] = gang
        self.stage[job.job_id] = gang.stage_at(self.now)
        return gang

    def want_data(self, gang):
        """Begins the transfer that the gang that starts waits for, unless it is under way; says
        which."""
        data, site = gang.job.source.data, gang.site
        if not gang.waits_for_data() or any(
                t.data is data and t.target == site for t in self.transfers):
            return []
        sources = [name for name in data.network.sites if self.has_copy(data, name)]
        self.transfers += (network.Transfer(
            data, data.network.best(sources, site, data.size), self.now),)
        return [self.transfers[-1]]

    def move(self, gang, place):
        """It goes on there, with its units."""
        self.ended.append((gang, self.now, "drain"))
        self.running[gang.job.job_id] = replace(gang, reservation=place, since=self.now)

    def stop(self, gang):
        """It gives up all its units."""
        del self.running[gang.job.job_id], self.stage[gang.job.job_id]
        self.handed_back.discard(gang.job.job_id)

    def finish(self, gang, how):
        self.stop(gang)
        self.how_left[gang.job.job_id] = how
        self.ended.append((gang, self.now, how))

    def interrupt(self, gang, why):
        self.stop(gang)
        self.interrupted_by[gang.order] = why
        self.ended.append((gang, self.now, "interrupted"))
        self.progress[gang.job.job_id] = gang.interrupted(self.now, why == "preemption")
        self.waiting.append(gang.job)

    def place_of(self, reservation, units, ask, moment=None):
        """The place for that size that is made up of just these units, if they are free (at a
        moment to come by predicted ends); None if there is no such place."""
        free = self.free(reservation, moment)
        among = {unit: free.get(unit, 0) for unit in units}
        place = reservation.pool.geometry.find(among, ask)
        return place if place and place.units() == tuple(units) else None
