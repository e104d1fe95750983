"""Why chips are idle and why gangs wait, in the state at `sample`."""

from rules import services
from rules.geometry import Ask
from rules.policies import free_beside

NOT_USABLE = ["undelivered", "in_repair", "spare"]
FREE = ("policy_held held_for_start fragmented gang_short reserved_for_others ineligible_demand "
        "no_demand").split()
HELD = ["rounding", "starting", "recomputing", "overprovisioned", "productive"]
STATES = NOT_USABLE + FREE + HELD

REASONS = ("no_capacity_yet reserved_for_others busy fragmented held_for_start "
           "policy_held").split()


def held_or_policy(state, job, reservation):
    """For a gang that would fit now: is it kept back for a start, or by the policy alone?"""
    if not state.lasts(job, reservation, state.now) or delays_another(state, job, reservation):
        return "held_for_start"
    return "policy_held"


def delays_another(state, job, reservation):
    if reservation.pool.geometry.alike:
        profile = state.profile(reservation, besides=job)
        return not state.fits_beside(job, reservation, state.now, profile)
    for other in state.waiting:
        promise = state.promises.get(other.job_id)
        if (other is not job and promise is not None and promise.reservation is reservation
                and max(promise.at, state.now) < state.now + state.planned_length(job)
                and not state.find(free_beside(state, promise), job, reservation)):
            return True
    return False


def stage(state, job, reservation, free):
    """The stage in which the waiting gang explains chips of `free`: {unit: free chips}."""
    if not reservation.eligible(job):
        return "ineligible_demand"
    if not reservation.admits(job):
        return "reserved_for_others"
    if reservation.need(job) > sum(free.values()):
        return "gang_short"
    if not state.find(free, job, reservation):
        return "fragmented"
    return held_or_policy(state, job, reservation)


def causes(state, reservation):
    """{state: chips} of an open reservation, or of what is held in a market or drains; those of a
    reservation add up to its chips."""
    chips = dict.fromkeys(STATES, 0)
    if reservation.is_in_base:
        chips.update(not_held(state, reservation))
    for gang in state.running.values():
        if gang.reservation is reservation:
            chips[services.stage(state, gang)] += gang.chips
            chips["rounding"] += gang.place.chips() - gang.chips
    return chips


def not_held(state, reservation):
    """{state: chips} of those that no gang holds."""
    per_unit, bound = reservation.pool.chips_per_unit, state.bound[reservation.name]
    up = [unit for unit in bound if state.is_up(reservation.pool, unit)]
    return {"undelivered": (reservation.units - len(bound)) * per_unit,
            "in_repair": (len(bound) - len(up)) * per_unit,
            "spare": (len(up) - len(state.in_service(reservation))) * per_unit,
            **explained(state, reservation, state.free(reservation))}


def demand(reservation, job):
    """The most that the gang explains: its need; of an ineligible one, that of as many chips
    without shape and limit."""
    if reservation.eligible(job):
        return reservation.need(job)
    return reservation.pool.geometry.need(Ask(job.least.chips))


def explained(state, reservation, free):
    """{cause: chips} of the free chips, shared out from the top."""
    left = sum(free.values())
    demands = [(stage(state, job, reservation, free), job) for job in state.waiting] if left else []
    chips = {}
    for cause in FREE[:-1]:
        wanted = sum(demand(reservation, job) for its_stage, job in demands if its_stage == cause)
        if cause == "gang_short" and wanted:
            wanted = left
        chips[cause] = min(wanted, left)
        left -= chips[cause]
    chips["no_demand"] = left
    return chips


def reason_on(state, job, reservation):
    """What one reservation for which the job is eligible has to say of its waiting."""
    if not state.is_open(reservation):
        return "no_capacity_yet"
    if not reservation.admits(job):
        return "reserved_for_others"
    need, free = reservation.need(job), state.free(reservation)
    if need > len(free) * reservation.pool.chips_per_unit:
        return "no_capacity_yet"
    if need > sum(free.values()):
        return "busy"
    if not state.find(free, job, reservation):
        return "fragmented"
    return held_or_policy(state, job, reservation)


def reason(state, job):
    """The last of the reasons that some reservation gives; a replica may be eligible for none."""
    given = [reason_on(state, job, r) for r in state.platform_order if r.eligible(job)]
    return max(given, key=REASONS.index, default=REASONS[0])
