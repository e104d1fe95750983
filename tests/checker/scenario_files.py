"""Writes a scenario as its users would: scenario.yaml and jobs.csv."""

import json
import os

from contract_files import contract_lines, decimal, owned_text
from file_words import date, duration, shape
from rules.geometry import NEVER, Alike, Nodes
from rules.jobs import FOREVER
from rules.scenario import ALL
from workload_files import workload_lines, write_trace


def geometry_lines(geometry, says_all):
    """The keys of a pool that say it, without indent; `says_all`: also what is so by default."""
    chips = f"chips_per_unit: {geometry.chips_per_unit} chips"
    if isinstance(geometry, Alike):
        return ["geometry: alike"] * says_all + [chips] * (says_all or geometry.chips_per_unit != 1)
    if isinstance(geometry, Nodes):
        sizes = geometry.leaf_sizes
        lines = ["geometry: nodes", chips, f"domain_units: {geometry.domain_units}"]
        if len(set(sizes)) == 1:
            lines.append(f"leaf_units: {sizes[0]}")
        elif sizes:
            lines.append(f"leaf_sizes: [{', '.join(map(str, sizes))}]")
        return lines
    flat = geometry.flat
    slices = ", ".join(shape(s, flat) for s in geometry.slices)
    lines = ["geometry: " + ("torus_2d" if flat else "torus_3d_ocs"),
             f"host: {shape(geometry.host, flat)}", f"block: {shape(geometry.block, flat)}",
             f"slices: [{slices}]"]
    if not flat:
        lines.append(f"pod: {shape(geometry.pod)}")
    if geometry.most_chips < NEVER:
        lines.append(f"most_chips: {geometry.most_chips} chips")
    return lines


def time_lines(scenario, outages, maintenance, drawn=""):
    """The keys `outages` and `maintenance` of a pool or site, without indent."""
    lines = ["outages:"] if outages or drawn else []
    for outage in outages:
        ranges = [str(a) if a == b else f"{a}-{b}" for a, b in outage.units]
        units = f"units: {' '.join(ranges)}, " if ranges else ""
        lines.append(f"  - {{{units}from: {date(scenario, outage.begin)}, "
                     f"until: {date(scenario, outage.end)}}}")
    if drawn:
        lines.append(f"  - {drawn}")
    if maintenance:
        lines.append("maintenance:")
        lines += [f"  - {{from: {date(scenario, begin)}, until: {date(scenario, end)}}}"
                  for begin, end in maintenance]
    return lines


def delivery_line(scenario, delivery):
    line = f"  - {{units: {delivery.units}, at: {date(scenario, delivery.at)}"
    if delivery.slip:
        least, mode, most = map(duration, delivery.slip)
        line += f", slip: {{triangular: {{min: {least}, mode: {mode}, max: {most}}}}}"
    if delivery.retire < FOREVER:
        line += f", retire: {date(scenario, delivery.retire)}"
    return line + "}"


def storage_line(storage):
    keys = {"write": storage.write, "read": storage.read, "per_unit": storage.per_unit}
    return "storage: {" + ", ".join(f"{key}: {rate / 1e6} MB/s" for key, rate in keys.items()
                                    if rate) + "}"


def pool_lines(scenario, pool):
    lines = [f"- name: {pool.name}", f"  site: {pool.site.name}", f"  units: {pool.units}"]
    if pool.accelerator:
        lines.append(f"  accelerator: {pool.accelerator}")
    more = geometry_lines(pool.geometry, pool.accelerator != "")
    if pool.deliveries:
        more.append("deliveries:")
        more += [delivery_line(scenario, delivery) for delivery in pool.deliveries]
    if pool.storage:
        more.append(storage_line(pool.storage))
    if pool.market:
        more.append(f"market: {pool.market}")
    if pool.reclaims:
        more.append(f"reclaims: {{{pool.reclaims}}}")
    if pool.availability:
        more.append(f"availability: {{file: {pool.name}.json, of: {pool.availability.of}}}")
    if pool.owned:
        more.append(f"owned: {owned_text(pool.owned)}")
    if pool.retire < FOREVER:
        more.append(f"retire: {date(scenario, pool.retire)}")
    if pool.failures:
        more.append(f"failures: {{{pool.failures}}}")
    more += time_lines(scenario, pool.outages, pool.maintenance, pool.drawn_outages)
    return ["    " + line for line in lines + ["  " + line for line in more]]


def accelerator_lines(pools):
    lines = {f"    - {{name: {pool.accelerator}, idle_watts: {pool.watts.idle} W, "
             f"busy_watts: {pool.watts.busy} W, host_watts: {pool.watts.host} W}}": None
             for pool in pools if pool.accelerator}
    return ["  accelerators:"] + list(lines) if lines else []


def site_lines(scenario, site):
    lines = [f"- name: {site.name}", f"  provider: {site.provider}",
             f"  region: region-{site.name}"]
    if site.pue != "1":
        lines.append(f"  pue: {site.pue}")
    more = time_lines(scenario, site.outages, site.maintenance)
    return ["    " + line for line in lines + ["  " + line for line in more]]


def network_lines(scenario):
    """Links, routes and data sets."""
    network, lines, ways = scenario.network, ["links:"], {}
    for link in network.links:
        ways.setdefault(link.number, []).append(link)
    for one, *back in ways.values():
        ends = (f"between: [{one.source}, {one.target}]" if back
                else f"from: {one.source}, to: {one.target}")
        egress = f", egress: {decimal(one.egress)} USD/GB" if one.egress else ""
        latency = f", latency: {duration(one.latency)}" if one.latency else ""
        lines.append(f"  - {{{ends}, bandwidth: {one.bandwidth * 8 // 10**6} Mbps"
                     f"{latency}{egress}}}")
    if network.routes != "cheapest":
        lines.append(f"routes: {network.routes}")
    lines.append("data_sets:")
    for data in scenario.data_sets:
        lines.append(f"  - {{name: {data.name}, size: {data.size} B, "
                     f"sites: [{', '.join(data.sites)}]}}")
    return ["  " + line for line in (lines if network.links else lines[1:])]


def reservation_lines(scenario, reservation):
    lines = [f"    - name: {reservation.name}", f"      pool: {reservation.pool.name}",
             f"      units: {reservation.units}"]
    if reservation.spares:
        lines.append(f"      spares: {reservation.spares}")
    if reservation.opens_at:
        lines.append(f"      from: {date(scenario, reservation.opens_at)}")
    if reservation.closes_at < FOREVER:
        lines.append(f"      until: {date(scenario, reservation.closes_at)}")
    if reservation.at_end == "drain":
        lines.append("      at_end: drain")
    if reservation.notice:
        lines.append(f"      notice: {date(scenario, reservation.notice)}")
    if reservation.handed_back:
        parts = [f"{{on: {date(scenario, moment)}, units: {units}}}"
                 for moment, units in reservation.handed_back]
        lines.append(f"      handed_back: [{', '.join(parts)}]")
    lines.append(f"      holder: {reservation.holder}")
    if reservation.shared_with == ALL:
        lines.append("      shared_with: all")
    elif reservation.shared_with:
        lines.append(f"      shared_with: [{', '.join(reservation.shared_with)}]")
    return lines


def yaml_text(scenario):
    policy = scenario.policy
    every = policy.cadence if isinstance(policy.cadence, str) else duration(policy.cadence)
    lines = [f"start: {date(scenario, 0)}",
             "end: " + ("drained" if scenario.end is None else date(scenario, scenario.end)),
             f"seed: {scenario.seed}", "platform:", "  sites:"]
    for site in scenario.sites:
        lines += site_lines(scenario, site)
    lines += accelerator_lines(scenario.pools) + ["  pools:"]
    for pool in scenario.pools:
        lines += pool_lines(scenario, pool)
    if scenario.data_sets:
        lines += network_lines(scenario)
    if not scenario.standing:
        lines.append("  reservations:")
        for reservation in scenario.reservations:
            if reservation.is_in_base:
                lines += reservation_lines(scenario, reservation)
    lines += workload_lines(scenario) + [
              "policy:",
              f"  order: {policy.order}", f"  backfill: {policy.backfill}",
              f"  backfill_order: {policy.backfill_order}", f"  estimate: {policy.estimate}",
              f"  overrun: {policy.overrun}", f"  cadence: {every}"]
    if policy.pool_choice != "platform_order":
        lines.append(f"  pool_choice: {policy.pool_choice}")
    if policy.preemption != "none":
        lines.append(f"  preemption: {policy.preemption}")
    return "\n".join(lines + contract_lines(scenario)) + "\n"


def write_availability(availability, path):
    """As SkyPilot's traces are."""
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"metadata": {"gap_seconds": availability.step // 1_000},
                   "data": availability.data}, file)


def write(scenario, directory):
    with open(os.path.join(directory, "scenario.yaml"), "w", encoding="utf-8") as file:
        file.write(yaml_text(scenario))
    for pool in scenario.pools:
        if pool.availability:
            write_availability(pool.availability, os.path.join(directory, pool.name + ".json"))
    write_trace(scenario, directory)
