"""The policies, straight from the page: what each would decide in a given state."""

from state import Promise


def queue(state, order=None):
    """The waiting jobs: fcfs by arrival; sjf by estimate, then arrival."""
    if (order or state.scenario.policy.order) == "sjf":
        return sorted(state.waiting, key=lambda job: (state.scenario.estimate(job), job.index))
    return sorted(state.waiting, key=lambda job: job.index)


def decide(state):
    """Returns (starts, promises): [(job, reservation)] in the order in which they are made, and
    {job id: Promise} as they stand afterwards. The state itself is left as it is."""
    trial = state.scratch()
    starts = POLICIES[state.scenario.policy.backfill](trial)
    return starts, trial.promises


def decide_none(state):
    """In order; one that cannot start closes every reservation that it may ever run in."""
    starts, closed = [], set()
    for job in queue(state):
        for reservation in state.platform_order:
            if reservation.name not in closed and state.can_start(job, reservation):
                state.start(job, reservation)
                starts.append((job, reservation))
                break
        else:
            closed.update(reservation.name for reservation in state.platform_order
                          if state.may_ever_run(job, reservation))
    return starts


def earliest_by_predicted_ends(state, job, reservation):
    """The first moment from now when predicted ends leave the units, if it lasts from then."""
    first = max(state.now, reservation.opens_at)
    ends = [state.predicted_end(gang) for gang in state.gangs_on(reservation)]
    for moment in sorted({first} | {end for end in ends if end > first}):
        if state.free_by_predicted_ends(reservation, moment) >= reservation.need(job):
            return moment if state.scenario.lasts(job, reservation, moment) else None
    return None


def earliest_promise(state, job, reservations, earliest):
    """The promise with the earliest start; platform order breaks ties. None if there is none."""
    best = None
    for reservation in reservations:
        if reservation.usable(job) and reservation.need(job) <= reservation.units:
            at = earliest(state, job, reservation)
            if at is not None and (best is None or at < best.at):
                best = Promise(reservation, at)
    return best


def decide_easy(state):
    """Both steps, anew as long as a gang gives up its promise to start elsewhere."""
    starts, given_up = [], True
    while given_up:
        promised = start_in_order(state, starts)
        given_up = start_between_promises(state, starts, promised)
    return starts


def start_in_order(state, starts):
    """Each starts, or gets the promise of a reservation: {reservation name: (job, Promise)}."""
    promised = {}
    state.promises.clear()
    for job in queue(state):
        open_to_it = [r for r in state.platform_order if r.name not in promised]
        able = [r for r in open_to_it if state.can_start(job, r)]
        if able:
            state.start(job, able[0])
            starts.append((job, able[0]))
            continue
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
            if (state.can_start(job, reservation)
                    and leaves_promise(state, job, reservation, promised)):
                given_up = given_up or any(job is holder for holder, _ in promised.values())
                state.start(job, reservation)
                starts.append((job, reservation))
                break
    return given_up


def backfill_order(state):
    policy = state.scenario.policy
    return "sjf" if policy.backfill_order == "sjf" else policy.order


def leaves_promise(state, job, reservation, promised):
    """The job ends by the promised start, or takes what is free then beyond the promise."""
    if reservation.name not in promised:
        return True
    holder, promise = promised[reservation.name]
    if state.now + state.scenario.estimate(job) <= promise.at:
        return True
    free_then = state.free_by_predicted_ends(reservation, promise.at)
    return reservation.need(job) <= free_then - reservation.need(holder)


def earliest_beside_promises(state, job, reservation):
    """The earliest start that delays no promise to another."""
    profile = state.profile(reservation, besides=job)
    for moment, _ in profile:
        if moment < reservation.opens_at:
            continue
        if not state.scenario.lasts(job, reservation, moment):
            return None
        if state.fits(job, reservation, moment, profile):
            return moment
    return None


def can_be_kept(state, job, promise):
    """The units that the promise counts on will be there at its start, or now if that is past."""
    start = max(promise.at, state.now)
    reservation = promise.reservation
    return (state.scenario.lasts(job, reservation, start)
            and state.fits(job, reservation, start, state.profile(reservation, besides=job)))


def decide_conservative(state):
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
    starts = []
    for job in queue(state):
        promise = state.promises.get(job.job_id)
        if promise and promise.at <= state.now and state.can_start(job, promise.reservation):
            state.start(job, promise.reservation)
            starts.append((job, promise.reservation))
    return starts


POLICIES = {"none": decide_none, "easy": decide_easy, "conservative": decide_conservative}
