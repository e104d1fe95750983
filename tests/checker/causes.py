"""Why chips are idle and why gangs wait, in the state at `sample`."""

CAUSES = ("policy_held held_for_start gang_short reserved_for_others ineligible_demand no_demand "
          "rounding productive").split()

REASONS = "no_capacity_yet reserved_for_others busy held_for_start policy_held".split()


def held_or_policy(state, job, reservation):
    """For a gang that would fit now: is it kept back for a start, or by the policy alone?"""
    too_late = state.now + state.scenario.estimate(job) > reservation.closes_at
    profile = state.profile(reservation, besides=job)
    if too_late or not state.fits(job, reservation, state.now, profile):
        return "held_for_start"
    return "policy_held"


def stage(state, job, reservation, free):
    """The stage in which the waiting gang explains the reservation's free units."""
    if not reservation.eligible(job):
        return "ineligible_demand"
    if not reservation.admits(job):
        return "reserved_for_others"
    if reservation.need(job) > free:
        return "gang_short"
    return held_or_policy(state, job, reservation)


def causes(state, reservation):
    """{cause: chips} of an open reservation; they add up to its chips."""
    free = len(state.free_units(reservation))
    stages = [(stage(state, job, reservation, free), reservation.need(job))
              for job in state.waiting] if free else []
    left, units = free, {}
    for cause in CAUSES[:5]:
        wanted = sum(need for its_stage, need in stages if its_stage == cause)
        if cause == "gang_short" and wanted:
            wanted = left
        units[cause] = min(wanted, left)
        left -= units[cause]
    units["no_demand"] = left
    per_unit = reservation.pool.chips_per_unit
    chips = {cause: n * per_unit for cause, n in units.items()}
    gangs = [g for g in state.running.values() if g.reservation is reservation]
    chips["productive"] = sum(g.job.chips for g in gangs)
    chips["rounding"] = sum(len(g.units) * per_unit - g.job.chips for g in gangs)
    return chips


def reason_on(state, job, reservation):
    """What one reservation for which the job is eligible has to say of its waiting."""
    if not state.is_open(reservation):
        return "no_capacity_yet"
    if not reservation.admits(job):
        return "reserved_for_others"
    if reservation.need(job) > reservation.units:
        return "no_capacity_yet"
    if reservation.need(job) > len(state.free_units(reservation)):
        return "busy"
    return held_or_policy(state, job, reservation)


def reason(state, job):
    """The last of the reasons that some reservation gives."""
    given = [reason_on(state, job, r) for r in state.platform_order if r.eligible(job)]
    return max(given, key=REASONS.index)
