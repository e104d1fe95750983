"""Who gives way to a gang of higher priority: docs/jobs.md, Priority and preemption."""


def candidates(state, job, reservation, started):
    """The gangs there that the job may displace, in the order in which they are taken; `started`:
    the ids of those that started in this decision."""
    found = [gang for gang in state.gangs_on(reservation)
             if gang.job.source.preemptible and gang.job.priority < job.priority
             and gang.job.job_id not in started and gang.ends_at() > state.now]
    return sorted(found, key=lambda gang: (gang.job.priority, gang.would_lose(state.now),
                                           -gang.order))


def fits_without(state, job, reservation, gone):
    """Whether the job has a place if these gangs are gone."""
    free = state.free(reservation)
    for gang in gone:
        for unit, chips in gang.place.held:
            free[unit] += chips
    return state.find(free, job, reservation) is not None


def victims(state, job, reservation, started):
    """Those that have to go, in the order in which they were taken; empty if all are too few."""
    taken = []
    for gang in candidates(state, job, reservation, started):
        taken.append(gang)
        if fits_without(state, job, reservation, taken):
            break
    else:
        return []
    for gang in list(reversed(taken)):
        others = [other for other in taken if other is not gang]
        if fits_without(state, job, reservation, others):
            taken = others
    return taken


def make_room(state, job, reservations, started):
    """(reservation, victims) where least is lost; None if there is no such reservation."""
    choices = []
    for reservation in reservations:
        if (reservation.usable(job) and state.is_open(reservation)
                and state.lasts(job, reservation, state.now)):
            found = victims(state, job, reservation, started)
            if found:
                choices.append((reservation, found))
    return min(choices, default=None,
               key=lambda choice: sum(gang.would_lose(state.now) for gang in choice[1]))
