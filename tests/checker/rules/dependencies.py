"""Jobs that wait for others to be done: docs/jobs.md, Dependencies."""

import events


def refusal(state, job):
    """Why the job is refused when it arrives; empty if it is not."""
    why = state.scenario.refusal(job, state.target)
    known = {other.job_id for other in state.scenario.jobs
             if (other.submit, other.index) < (job.submit, job.index)}
    if not why and not set(job.after) <= known:
        return "unknown_dependency"
    if not why and has_failed(state, job):
        return "dependency_failed"
    return why


def has_failed(state, job):
    """One of those that it depends on has left otherwise than `done`."""
    return any(state.how_left.get(name, "done") != "done" for name in job.after)


def is_free(state, job):
    """All that it depends on is done."""
    return all(state.how_left.get(name) == "done" for name in job.after)


def arrive(state, job):
    """The rows of a job that arrives."""
    why = refusal(state, job)
    rows = [events.submit_row(state.now, job, state.estimate(job))]
    if why:
        state.how_left[job.job_id] = why
        return rows + [events.refuse_row(state.now, job, why)]
    (state.waiting if is_free(state, job) else state.blocked).append(job)
    return rows


def settle(state, phase):
    """The rows of those that are released or refused by what has just ended, in the order of their
    submission: one that is refused comes before those that depend on it."""
    rows = []
    for job in sorted(state.blocked, key=lambda job: (job.submit, job.index)):
        if has_failed(state, job):
            state.blocked.remove(job)
            state.how_left[job.job_id] = "dependency_failed"
            state.left_blocked[job.job_id] = state.now
            rows.append(events.refuse_row(state.now, job, "dependency_failed", phase))
        elif is_free(state, job):
            state.blocked.remove(job)
            state.left_blocked[job.job_id] = state.now
            state.waiting.append(job)
            rows.append(events.release_row(state.now, job))
    return rows
