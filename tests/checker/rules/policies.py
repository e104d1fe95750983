"""The policies, straight from the page: what each would decide in a given state."""

from dataclasses import replace
from typing import NamedTuple

from rules.contracts.dates import Calendar
from rules.contracts.money import HOUR, rounded
from rules.contracts.prices import list_prices
from rules.geometry import Ask, Place
from rules.jobs import Job
from rules.preemption import make_room
from rules.scenario import Reservation
from rules.state import Gang, Promise


class Start(NamedTuple):
    job: Job
    reservation: Reservation
    place: Place
    ask: Ask  # the size

    def apply(self, state):
        return state.start(*self)


class Preemption(NamedTuple):
    gang: Gang


def queue(state, order=None):
    """The waiting jobs, higher priorities first: fcfs by arrival; sjf by estimate, edf by deadline,
    then by arrival."""
    order = order or state.scenario.policy.order
    first = {"fcfs": lambda job: 0, "sjf": state.estimate, "edf": lambda job: job.due()}[order]
    return sorted(state.waiting,
                  key=lambda job: (-job.priority, first(job), job.submit, job.index))


def decide(state):
    """Returns (actions, promises): starts and preemptions in the order in which they are made, and
    {job id: Promise} as they stand afterwards. The state itself is left as it is. A start by
    preemption is the last action; then promises stay as they were."""
    trial = state.scratch()
    actions = POLICIES[state.scenario.policy.backfill](trial)
    if preempts(actions):
        return actions, {job.job_id: state.promises[job.job_id] for job in trial.waiting
                         if job.job_id in state.promises}
    return actions, trial.promises


def preempts(actions):
    return any(isinstance(action, Preemption) for action in actions)


def start(state, actions, job, reservation, place, ask=None):
    """In this decision it counts with the estimate with which it waited."""
    actions.append(Start(job, reservation, place, ask or job.least))
    estimate = state.estimate(job)
    state.running[job.job_id] = replace(actions[-1].apply(state), estimate=estimate)


def start_in_turn(state, actions, job, reservations):
    """Whether the job starts in the first of these where it can, as large as it fits there, or else
    where others give way, in its smallest size."""
    found = first_place(state, job, reservations)
    if found:
        reservation, _ = found
        free, geometry = state.free(reservation), reservation.pool.geometry
        ask = next(ask for ask in job.sizes() if geometry.find(free, ask))
        start(state, actions, job, reservation, geometry.find(free, ask), ask)
        return True
    return (state.scenario.policy.preemption == "priority"
            and start_by_preemption(state, actions, job, reservations))


def start_by_preemption(state, actions, job, reservations):
    started = {action.job.job_id for action in actions if isinstance(action, Start)}
    room = make_room(state, job, reservations, started)
    if room is None:
        return False
    reservation, gone = room
    for gang in gone:
        actions.append(Preemption(gang))
        state.stop(gang)
    start(state, actions, job, reservation, state.place_now(job, reservation))
    return True


def first_place(state, job, reservations):
    """(reservation, place) of the first where the job can start; None if there is none."""
    for reservation in reservations:
        place = state.place_now(job, reservation)
        if place:
            return reservation, place
    return None


def places(state, job):
    """The reservations and markets in the order in which the policy chooses for the job."""
    choice = state.scenario.policy.pool_choice
    if choice == "platform_order":
        return state.platform_order
    if choice == "committed_first":
        return sorted(state.platform_order,
                      key=lambda place: ["", "on_demand", "spot"].index(place.pool.market))
    return sorted(state.platform_order, key=lambda place: cost_now(state, job, place))


def cost_now(state, job, place):
    """Of the job's progress there, at the list price, in whole micro-dollars; nothing in
    reservations. Where the job is ineligible it does not matter."""
    calendar = Calendar(state.scenario.start)
    hour = max(0, calendar.hour_end(state.now) - HOUR)
    price = list_prices(state.scenario.prices, place.pool, hour)
    speed = speed_there(state, job, place.pool)
    if not place.pool.market or not price or not speed:
        return 0
    return rounded(price[0] / speed)


def speed_there(state, job, pool):
    """In double arithmetic; of a replica, what it serves there over what it does on the reference.
    Nothing where it cannot run."""
    for service in state.scenario.services:
        if service.source is job.source:
            return dict(service.throughput).get(pool.accelerator, 0) / service.reference
    port = job.port(pool)
    return float(port.speed) if port else 0


def decide_none(state):
    """In order; one that cannot start closes every reservation that it may ever run in."""
    actions, closed = [], set()
    for job in queue(state):
        left = [r for r in places(state, job) if r.name not in closed]
        if preempts(actions):
            break
        if not start_in_turn(state, actions, job, left):
            closed.update(reservation.name for reservation in state.platform_order
                          if state.may_ever_run(job, reservation))
    return actions


def earliest_by_predicted_ends(state, job, reservation):
    """The promise of the first moment from now at which, by predicted ends, the gang fits, if it
    lasts from then."""
    first = max(state.now, reservation.opens_at)
    ends = [state.predicted_end(gang) for gang in state.gangs_on(reservation)]
    for moment in sorted({first} | {end for end in ends if end > first}):
        promise = promise_at(state, job, reservation, moment)
        if promise:
            return promise if state.lasts(job, reservation, moment) else None
    return None


def promise_at(state, job, reservation, moment):
    """With the place, in an open reservation of a pool that is not alike; None if it does not
    fit."""
    if reservation.pool.geometry.alike or not state.is_open(reservation):
        enough = reservation.need(job) <= state.free_chips(reservation, moment)
        return Promise(reservation, moment) if enough else None
    place = state.find(state.free(reservation, moment), job, reservation)
    return Promise(reservation, moment, place) if place else None


def earliest_promise(state, job, reservations, earliest):
    """The promise with the earliest start; platform order breaks ties. None if there is none.
    Nobody plans with a reservation before its notice."""
    promises = [earliest(state, job, r) for r in reservations
                if r.usable(job) and r.name in state.known]
    return min((p for p in promises if p), key=lambda promise: promise.at, default=None)


def decide_easy(state):
    """Both steps, anew as long as a gang gives up its promise to start elsewhere; no second one
    after a preemption."""
    actions, given_up = [], True
    while given_up:
        promised = start_in_order(state, actions)
        given_up = not preempts(actions) and start_between_promises(state, actions, promised)
    return actions


def start_in_order(state, actions):
    """Each starts, or gets the promise of a reservation: {reservation name: (job, Promise)}."""
    promised = {}
    state.promises.clear()
    for job in queue(state):
        if preempts(actions):
            break
        open_to_it = [r for r in places(state, job) if r.name not in promised]
        if start_in_turn(state, actions, job, open_to_it):
            continue
        promise = earliest_promise(state, job, open_to_it, earliest_by_predicted_ends)
        if promise:
            state.promises[job.job_id] = promise
            promised[promise.reservation.name] = (job, promise)
    return promised


def start_between_promises(state, actions, promised):
    """Those that delay no promise to another start; whether one gave up its own by that."""
    given_up = False
    for job in queue(state, backfill_order(state)):
        for reservation in places(state, job):
            place = place_between(state, job, reservation, promised)
            if place:
                given_up = given_up or any(job is holder for holder, _ in promised.values())
                start(state, actions, job, reservation, place)
                break
    return given_up


def backfill_order(state):
    policy = state.scenario.policy
    return "sjf" if policy.backfill_order == "sjf" else policy.order


def place_between(state, job, reservation, promised):
    """Where the job can start and either ends by the promised start or leaves what is promised
    alone; None if it cannot."""
    place = state.place_now(job, reservation)
    if place is None or reservation.name not in promised:
        return place
    holder, promise = promised[reservation.name]
    if state.now + state.estimate(job) <= promise.at:
        return place
    if not reservation.pool.geometry.alike:
        return state.find(free_beside(state, promise), job, reservation)
    beyond = state.free_chips(reservation, promise.at) - reservation.need(holder)
    return place if reservation.need(job) <= beyond else None


def free_beside(state, promise):
    """{unit: chips} that are free both now and, beside the promised place, when that begins."""
    now = state.free(promise.reservation)
    then = state.free(promise.reservation, max(promise.at, state.now))
    kept = dict(promise.place.held) if promise.place else {}
    return {unit: max(0, min(now[unit], then[unit] - kept.get(unit, 0))) for unit in now}


def earliest_beside_promises(state, job, reservation):
    """The promise of the first moment at which the gang delays no promise to another, if it lasts
    from then."""
    profile = state.profile(reservation, besides=job)
    for moment, _ in profile:
        if (moment >= reservation.opens_at
                and state.fits_beside(job, reservation, moment, profile)):
            lasts = state.lasts(job, reservation, moment)
            return Promise(reservation, moment) if lasts else None
    return None


def can_be_kept(state, job, promise):
    """The chips that the promise counts on will be there at its start, or now if that is past."""
    at = max(promise.at, state.now)
    reservation = promise.reservation
    return (state.lasts(job, reservation, at)
            and state.fits_beside(job, reservation, at, state.profile(reservation, besides=job)))


def decide_conservative(state):
    """Every promise as early as can be; all anew if one of them cannot be kept."""
    if not all(can_be_kept(state, job, state.promises[job.job_id])
               for job in state.waiting if job.job_id in state.promises):
        state.promises.clear()
    moved = True
    while moved:
        moved = False
        for job in queue(state):
            best = earliest_promise(state, job, places(state, job), earliest_beside_promises)
            held = state.promises.get(job.job_id)
            if best and (held is None or best.at < held.at):
                state.promises[job.job_id] = best
                moved = True
    actions = []
    for job in queue(state):
        promise = state.promises.get(job.job_id)
        if promise and promise.at <= state.now:
            place = state.place_now(job, promise.reservation)
            if place:
                start(state, actions, job, promise.reservation, place)
    return actions


POLICIES = {"none": decide_none, "easy": decide_easy, "conservative": decide_conservative}
