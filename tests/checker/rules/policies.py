"""The policies, straight from the page: what each would decide in a given state."""

from collections import namedtuple

from rules.state import Promise

# What follows each start: its victims, running gangs that are interrupted before it.
Decision = namedtuple("Decision", "starts victims promises")


def queue(state, order=None):
    """The waiting jobs, those of higher priority first: fcfs by arrival; sjf by estimate, edf by
    deadline, then arrival."""
    first = {"fcfs": lambda job: 0, "sjf": state.estimate, "edf": lambda job: job.due()}[
        order or state.scenario.policy.order]
    return sorted(state.waiting, key=lambda job: (-job.priority, first(job), job.index))


def decide(state):
    """A Decision: [(job, reservation, place)] in the order in which the starts are made, the
    victims of the last of them, and {job id: Promise} as they stand afterwards. The state itself
    is left as it is."""
    trial = state.scratch()
    starts = []
    try:
        POLICIES[state.scenario.policy.backfill](trial, starts)
    except Preempted as preempted:
        kept = {job_id: promise for job_id, promise in state.promises.items()
                if job_id not in {job.job_id for job, _, _ in starts}}
        return Decision(starts, preempted.victims, kept)
    return Decision(starts, [], trial.promises)


class Preempted(Exception):
    """A start has victims: the decision is over."""

    def __init__(self, victims):
        super().__init__()
        self.victims = victims


def preempt(state, starts, job, reservations):
    """Ends the decision if the job can start on one of the reservations in place of others."""
    if state.scenario.policy.preemption == "none" or not state.scenario.preemptible:
        return
    chosen = [(r, victims_in(state, job, r)) for r in reservations
              if r.usable(job) and state.is_open(r) and state.lasts(job, r, state.now)]
    chosen = [(reservation, victims) for reservation, victims in chosen if victims]
    if chosen:
        reservation, victims = min(
            chosen, key=lambda choice: sum(state.would_lose(gang) for gang in choice[1]))
        place = state.find(state.free_without(reservation, victims), job, reservation)
        starts.append((job, reservation, place))
        raise Preempted(victims)


def victims_in(state, job, reservation):
    """The candidates one by one until the job fits; then those it fits without are let off, the
    last one first."""
    def fits(victims):
        return state.find(state.free_without(reservation, victims), job, reservation)

    candidates = sorted((gang for gang in state.gangs_on(reservation)
                         if gang.job.priority < job.priority and gang.ends_at() > state.now
                         and gang.order < state.first_order),
                        key=lambda gang: (gang.job.priority, state.would_lose(gang), -gang.order))
    taken = []
    while candidates and not fits(taken):
        taken.append(candidates.pop(0))
    if not fits(taken):
        return []
    for gang in taken[::-1]:
        without = [other for other in taken if other is not gang]
        if fits(without):
            taken = without
    return taken


def start(state, starts, job, reservation, place):
    state.start(job, reservation, place)
    starts.append((job, reservation, place))


def first_place(state, job, reservations):
    """(reservation, place) of the first where the job can start; None if there is none."""
    for reservation in reservations:
        place = state.place_now(job, reservation)
        if place:
            return reservation, place
    return None


def decide_none(state, starts):
    """In order; one that cannot start closes every reservation that it may ever run in."""
    closed = set()
    for job in queue(state):
        open_to_it = [r for r in state.platform_order if r.name not in closed]
        found = first_place(state, job, open_to_it)
        if found:
            start(state, starts, job, *found)
        else:
            preempt(state, starts, job, open_to_it)
            closed.update(reservation.name for reservation in state.platform_order
                          if state.may_ever_run(job, reservation))


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
    """The promise with the earliest start; platform order breaks ties. None if there is none."""
    promises = [earliest(state, job, r) for r in reservations if r.usable(job)]
    return min((p for p in promises if p), key=lambda promise: promise.at, default=None)


def decide_easy(state, starts):
    """Both steps, anew as long as a gang gives up its promise to start elsewhere."""
    given_up = True
    while given_up:
        promised = start_in_order(state, starts)
        given_up = start_between_promises(state, starts, promised)


def start_in_order(state, starts):
    """Each starts, or gets the promise of a reservation: {reservation name: (job, Promise)}."""
    promised = {}
    state.promises.clear()
    for job in queue(state):
        open_to_it = [r for r in state.platform_order if r.name not in promised]
        found = first_place(state, job, open_to_it)
        if found:
            start(state, starts, job, *found)
            continue
        preempt(state, starts, job, open_to_it)
        promise = earliest_promise(state, job, open_to_it, earliest_by_predicted_ends)
        if promise:
            state.promises[job.job_id] = promise
            promised[promise.reservation.name] = (job, promise)
    return promised


def start_between_promises(state, starts, promised):
    """Those that delay no promise to another start; whether one gave up its own by that."""
    given_up = False
    for job in queue(state, backfill_order(state)):
        for reservation in state.platform_order:
            place = place_between(state, job, reservation, promised)
            if place:
                given_up = given_up or any(job is holder for holder, _ in promised.values())
                start(state, starts, job, reservation, place)
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


def decide_conservative(state, starts):
    """Every promise as early as can be; all anew if one of them cannot be kept."""
    if not all(can_be_kept(state, job, state.promises[job.job_id])
               for job in state.waiting if job.job_id in state.promises):
        state.promises.clear()
    moved = True
    while moved:
        moved = False
        for job in queue(state):
            best = earliest_promise(state, job, state.platform_order, earliest_beside_promises)
            held = state.promises.get(job.job_id)
            if best and (held is None or best.at < held.at):
                state.promises[job.job_id] = best
                moved = True
    for job in queue(state):
        promise = state.promises.get(job.job_id)
        if promise and promise.at <= state.now:
            place = state.place_now(job, promise.reservation)
            if place:
                start(state, starts, job, promise.reservation, place)


POLICIES = {"none": decide_none, "easy": decide_easy, "conservative": decide_conservative}
