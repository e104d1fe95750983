"""Writes the workload of a scenario as its users would: a trace or streams, and services."""

import csv
import os

from events import seconds
from file_words import date, duration, shape
from rules.jobs import FOREVER, Source


def recovery_lines(recovery):
    lines = []
    if recovery.startup:
        lines.append(f"startup: {duration(recovery.startup)}")
    if recovery.restart != recovery.startup:
        lines.append(f"restart: {duration(recovery.restart)}")
    if recovery.interval or recovery.optimum:
        interval = "optimum" if recovery.optimum else duration(recovery.interval)
        cost = f"bytes: {recovery.bytes} B" if recovery.bytes else \
            f"write: {duration(recovery.write)}"
        lines.append(f"checkpoint: {{interval: {interval}, {cost}}}")
    return lines


def port_line(scenario, port):
    line = f"  - {{accelerator: {port.accelerator}"
    if port.speed != "1":
        line += f", speed: {port.speed}"
    if port.since:
        line += f", from: {date(scenario, port.since)}"
    if port.compile:
        line += f", compile: {duration(port.compile)}"
    return line + "}"


def source_lines(scenario, source):
    """The keys that streams and traces share."""
    lines = recovery_lines(source.recovery)
    if not source.preemptible:
        lines.append("preemptible: false")
    if source.markets != Source().markets:
        markets = ", ".join(source.markets)
        lines.append(f"markets: [{markets}]" if markets else "markets: none")
    if source.data:
        lines.append(f"data: {source.data.name}")
    if source.runs_on:
        lines += ["runs_on:"] + [port_line(scenario, port) for port in source.runs_on]
    return lines


def arrival_lines(scenario, source, moments):
    if source.follows:
        jobs = f", jobs: {source.followers}" if source.followers != 1 else ""
        return [f"after: {{stream: {source.follows}{jobs}}}"]
    dates = ", ".join(date(scenario, moment) for moment in moments)
    return [f"arrivals: {{calendar: [{dates}]}}"]


def size_lines(ask):
    if ask.shape:
        return [f"sizes: [{{shape: {shape(ask.shape)}}}]"]
    line = f"chips: {ask.chips} chips"
    if ask.down_to:
        line += f", down_to: {ask.down_to} chips"
        line += f", scaling: {ask.scaling}" if ask.scaling != "1" else ""
    lines = [f"sizes: [{{{line}}}]"]
    if ask.limit:
        kind = "required" if ask.limit.required else "preferred"
        lines.append(f"placement: {{{ask.limit.of}: {ask.limit.most} {kind}}}")
    return lines


def stream_lines(scenario, source):
    """Of a stream without jobs, as one that follows such a one, nothing."""
    jobs = [job for job in scenario.jobs if job.source is source]
    if not jobs:
        return []
    like = jobs[0]
    lines = [f"- name: {source.name}", f"  tenant: {like.tenant}", f"  class: {like.job_class}"]
    more = [f"pool: {like.pool}"] if like.pool else []
    if like.priority:
        more.append(f"priority: {like.priority}")
    if like.deadline is not None:
        more.append(f"deadline: {duration(like.deadline)}")
    more += arrival_lines(scenario, source, [job.submit for job in jobs])
    more += [f"duration: {{fixed: {duration(like.run)}}}"] + size_lines(like.ask)
    if like.requested is not None:
        more.append(f"requested: {{fixed: {duration(like.requested)}}}")
    more += source_lines(scenario, source)
    return lines + ["  " + line for line in more]


def rate(number):
    return f"{seconds(number)} requests/s"


def weight_lines(service):
    return [f"    {key}: {list(weights)}" for key, weights in (
        ("daily", service.daily), ("weekly", service.weekly)) if len(set(weights)) > 1]


def service_lines(scenario, service):
    replica = (f"shape: {shape(service.ask.shape)}" if service.ask.shape
               else f"chips: {service.ask.chips} chips")
    throughput = ", ".join(f"{name}: {rate(number)}" for name, number in service.throughput)
    lines = [f"- name: {service.name}", f"  tenant: {service.tenant}",
             f"  class: {service.job_class}", f"  priority: {service.priority}",
             f"  preemptible: {'true' if service.source.preemptible else 'false'}",
             f"  step: {duration(service.step)}", "  demand:", f"    rate: {rate(service.rate)}",
             *weight_lines(service), "  replica:", f"    {replica}",
             f"    startup: {duration(service.source.recovery.startup)}",
             f"    throughput: {{{throughput}}}"]
    if service.begin:
        lines.append(f"  from: {date(scenario, service.begin)}")
    if service.until < FOREVER:
        lines.append(f"  until: {date(scenario, service.until)}")
    scaler = (f"lag: {duration(service.lag)}, keep: {duration(service.keep)}, "
              f"min: {service.least}, max: {service.most}")
    if service.erlang_c:
        law = service.erlang_c
        lines.append(f"  attainment: {{erlang_c: {{slots: {law.slots}, "
                     f"within: {duration(law.within)}, goal: {law.goal}}}}}")
    else:
        scaler += f", target: {service.target}"
    return lines + [f"  autoscaler: {{{scaler}}}"]


def workload_lines(scenario):
    lines = []
    if scenario.sources[0].name:
        lines.append("streams:")
        for source in scenario.sources:
            lines += ["  " + line for line in stream_lines(scenario, source)]
    else:
        lines += ["trace:", "  format: csv", "  file: jobs.csv"]
        lines += ["  " + line for line in source_lines(scenario, scenario.sources[0])]
    if scenario.services:
        lines.append("services:")
    for service in scenario.services:
        lines += ["  " + line for line in service_lines(scenario, service)]
    return ["workload:"] + ["  " + line for line in lines]


# Columns of a trace that are there if some job has a use for them: name, text.
OPTIONAL = [
    ("shape", lambda job: job.ask.text() if job.ask.shape else ""),
    ("limit", lambda job: job.ask.limit.text() if job.ask.limit else ""),
    ("priority", lambda job: str(job.priority or "")),
    ("deadline_s", lambda job: seconds(job.deadline)),
    ("after", lambda job: " ".join(job.after)),
]


def write_trace(scenario, directory):
    if scenario.sources[0].name:
        return
    optional = [(name, text) for name, text in OPTIONAL if any(map(text, scenario.jobs))]
    columns = "job_id,tenant,class,pool,chips,submit_s,run_s,requested_s".split(",")
    with open(os.path.join(directory, "jobs.csv"), "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(columns + [name for name, _ in optional])
        for job in scenario.jobs:
            rows.writerow([job.job_id, job.tenant, job.job_class, job.pool, job.chips,
                           seconds(job.submit), seconds(job.run), seconds(job.requested)]
                          + [text(job) for _, text in optional])
