"""Runs of one pool and one reservation with contracts, in whole hours, to be worked out by hand."""

from dataclasses import replace

from hand_worked import job, play, scenario
from rules.contracts.clauses import Contract, Scope
from rules.contracts.money import HOUR, WHOLE

DOLLAR = WHOLE
P = Scope(pool="p")


def hours(number):
    return number * HOUR


def contract(chips, hours_long, scope=P, name="c", begin=0, **clauses):
    """So many chips for so many hours at a dollar, by the hour, but for what the clauses say."""
    clauses = {"rate": DOLLAR, "ramp": ((hours(begin), chips),)} | clauses
    return Contract(name, scope, hours(begin), hours(begin + hours_long), **clauses)


def run(usage, contracts, end, pools=None, **more):
    """(ledger, figures) of a pool of 4 chips for so many hours; usage: [(chips, from hour, hours)]
    or with a tenant."""
    jobs = [job(number, chips, 3600 * begin, 3600 * length, None, *tenant)
            for number, (chips, begin, length, *tenant) in enumerate(usage)]
    fields = {key: more.pop(key) for key in ("prices", "charge_back") if key in more}
    case = replace(scenario(jobs, end=3600 * end, **more), contracts=tuple(contracts), **fields)
    if pools:
        case = pools(case)
    _, figures, replay = play(case)
    return figures.ledger(replay.run_end), figures


def with_pool(case, **fields):
    """The case with another pool."""
    pool = replace(case.pools[0], **fields)
    return replace(case, pools=(pool,),
                   reservations=tuple(replace(r, pool=pool) for r in case.reservations))


def bills(ledger, *descriptions):
    """[(month, description, payer, micro-dollars)] of what is billed."""
    return [(row.month, row.description, row.payer, row.billed) for row in ledger.rows
            if row.billed and (not descriptions or row.description in descriptions)]


def billed(ledger, payer="c"):
    """All that is billed for the contract."""
    return sum(row.billed for row in ledger.rows if row.payer == payer)


def costs(ledger):
    """{(description, payer, reservation, tenant or bearer): micro-dollars}."""
    return {(row.description, row.payer, row.place, row.tenant): row.effective
            for row in ledger.rows if row.effective}


def windows(ledger, *fields, name="c"):
    """[[...]] of the contract's windows: amounts in chip-ms or micro-dollars."""
    account = ledger.statement.bills[name].account
    return [[getattr(w, field)() if callable(getattr(w, field)) else getattr(w, field)
             for field in fields] for w in account.windows]


def row(ledger, number):
    """What a row of commitments.csv has behind its dates, empty amounts left out."""
    return [field.removesuffix(".000000") for field in ledger.commitments()[number][3:]]
