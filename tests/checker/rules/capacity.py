"""What happens when capacity comes and goes: docs/platforms.md, Time.

Each event changes the state and returns its rows of the log: its own, and those that follow from
it or, for gangs that lose their units, come before it.
"""

import events
from rules import dependencies


def deliver(state, pool, units):
    state.there[pool.name] |= set(units)
    state.deliveries_left[pool.name] -= 1
    return [events.unit_row(state.now, "deliver", pool, units),
            *bind_lacking(state, pool, "capacity_up")]


def bind_lacking(state, pool, phase):
    """Open reservations get what they lack of what is nobody's."""
    rows = []
    for reservation in open_in(state, pool):
        got = bind(state, reservation)
        if got:
            rows.append(events.reservation_row(state.now, "bind", reservation, got, phase))
            rows += settle_spares(state, reservation, got, phase)
    return rows


def drain(state):
    """Gangs of reservations that drain and end now, but those that end now themselves, take their
    units along."""
    rows = []
    for place in state.scenario.reservations:
        for gang in list(state.running.values()):
            its = gang.reservation
            if (its.name == place.left_by and its.closes_at == state.now < gang.ends_at()):
                rows.append(events.drain_row(state.now, gang, place))
                state.bound.setdefault(place.name, set()).update(gang.place.units())
                state.bound[its.name] -= set(gang.place.units())
                state.move(gang, place)
    return rows


def leave(state, gang, phase):
    """The units of a gang that drained and is gone, but those that another holds a part of, are
    nobody's."""
    place = gang.reservation
    if not place.left_by:
        return []
    held = {unit for other in state.gangs_on(place) for unit in other.place.units()}
    state.bound[place.name] = held
    if not held:
        del state.bound[place.name]
    return bind_lacking(state, place.pool, phase)


def rise(state, pool, units, reason):
    for unit in units:
        state.downs[pool.name, unit] -= 1
    risen = {unit for unit in units if state.is_up(pool, unit)}
    rows = [events.unit_row(state.now, "up", pool, units, reason)]
    for reservation in open_in(state, pool):
        rows += settle_spares(state, reservation, risen & state.bound[reservation.name])
    return rows


def fall(state, pool, units, reason):
    rows = interrupt(state, pool, units, reason)
    state.downs.update((pool.name, unit) for unit in units)
    rows.append(events.unit_row(state.now, "down", pool, units, reason))
    return rows + activate_spares(state, pool)


def retire(state, pool, units):
    rows = interrupt(state, pool, units, "retirement")
    state.there[pool.name] -= set(units)
    for reservation in open_in(state, pool):
        state.bound[reservation.name] -= set(units)
    rows.append(events.unit_row(state.now, "retire", pool, units))
    return rows + activate_spares(state, pool)


def announce(state, reservation):
    """Policies know of it from now on."""
    state.known.add(reservation.name)
    units = range(state.asks_for(reservation))
    return [events.reservation_row(state.now, "notice", reservation, units)._replace(units="")]


def open_reservation(state, reservation):
    state.bound[reservation.name], state.aside[reservation.name] = set(), set()
    got = bind(state, reservation)
    return [events.reservation_row(state.now, "open", reservation, got)] + settle_spares(
        state, reservation, got)


def hand_back(state, reservation, units):
    """It asks for so many fewer: of what it binds, the highest beyond that go. Those that stay
    count as if they had come."""
    state.given_up[reservation.name] += units
    bound = state.bound[reservation.name]
    gone = set(sorted(bound)[max(0, state.asks_for(reservation)):])
    rows = interrupt(state, reservation.pool, gone, "handed_back", reservation)
    bound -= gone
    rows.append(events.reservation_row(state.now, "hand_back", reservation, gone))
    return rows + settle_spares(state, reservation, bound, "capacity_down")


def close(state, reservation):
    rows = []
    for gang in [g for g in state.running.values() if g.reservation is reservation]:
        state.finish(gang, "cut")
        rows.append(events.end_row(state.now, gang, "cut"))
        rows += dependencies.settle(state, "capacity_down")
    del state.aside[reservation.name]
    return rows + [events.reservation_row(state.now, "close", reservation,
                                          state.bound.pop(reservation.name))]


def open_in(state, pool):
    """The open reservations of the pool, in platform order, but for those that end now: they have
    let go of their units already."""
    return [r for r in state.platform_order if r.pool is pool and not r.left_by
            and state.is_open(r) and r.closes_at > state.now]


def bind(state, reservation):
    """The lowest units that are there and that no other binds, as many as are lacking."""
    pool = reservation.pool
    taken = {unit for other in open_in(state, pool) for unit in state.bound[other.name]}
    taken |= {unit for place in state.platform_order if place.left_by and place.pool is pool
              for unit in state.bound.get(place.name, ())}
    mine = state.bound[reservation.name]
    got = set(sorted(state.there[pool.name] - taken)[:state.asks_for(reservation) - len(mine)])
    mine |= got
    return got


def interrupt(state, pool, units, reason, only=None):
    """The gangs on those units of the pool; `only`: those of that reservation."""
    rows = []
    for gang in list(state.running.values()):
        mine = gang.reservation.pool is pool and only in (None, gang.reservation)
        if mine and set(units) & set(gang.place.units()):
            state.interrupt(gang, reason)
            rows.append(events.end_row(state.now, gang, reason))
            rows += leave(state, gang, "capacity_down")
    return rows


def block(reservation, number):
    """The units of one of the pool's blocks."""
    size = reservation.pool.geometry.block_units
    return range(number * size, (number + 1) * size)


def whole_blocks(state, reservation):
    """The numbers of the blocks whose units are all bound here and up."""
    size, bound = reservation.pool.geometry.block_units, state.bound[reservation.name]
    return [number for number in sorted({unit // size for unit in bound})
            if all(unit in bound and state.is_up(reservation.pool, unit)
                   for unit in block(reservation, number))]


def surplus(state, reservation):
    """By how many whole blocks what is in service is above the target."""
    aside = state.aside[reservation.name]
    in_service = [b for b in whole_blocks(state, reservation) if b not in aside]
    size = reservation.pool.geometry.block_units
    return len(in_service) - (state.asks_for(reservation) - reservation.spares) // size


def settle_spares(state, reservation, came, phase="capacity_up"):
    """After these units have come: sets blocks aside, the highest first, then activates."""
    if not reservation.spares:
        return []
    aside = state.aside[reservation.name]
    used = {unit for gang in state.gangs_on(reservation) for unit in gang.place.units()}
    made_whole = [b for b in whole_blocks(state, reservation)
                  if b not in aside and came & set(block(reservation, b))
                  and not used & set(block(reservation, b))]
    rows = []
    while made_whole and surplus(state, reservation) > 0:
        highest = made_whole.pop()
        aside.add(highest)
        rows.append(events.reservation_row(state.now, "set_aside", reservation,
                                           block(reservation, highest), phase))
    return rows + activate(state, reservation, phase)


def activate(state, reservation, phase):
    """The lowest whole blocks set aside, as long as fewer than the target are in service."""
    aside, rows = state.aside[reservation.name], []
    while surplus(state, reservation) < 0:
        whole = [b for b in whole_blocks(state, reservation) if b in aside]
        if not whole:
            break
        aside.remove(whole[0])
        rows.append(events.reservation_row(state.now, "activate", reservation,
                                           block(reservation, whole[0]), phase))
    return rows


def activate_spares(state, pool):
    return [row for r in open_in(state, pool) if r.spares
            for row in activate(state, r, "capacity_down")]
