"""Writes contracts, prices and own hardware as their users would: docs/contracts.md."""

from file_words import date
from rules.contracts.dates import YEAR
from rules.contracts.money import HOUR, WHOLE


def decimal(number, scale=WHOLE):
    """A whole number of such parts, without needless digits."""
    whole, rest = divmod(number, scale)
    places = len(str(scale)) - 1
    return f"{whole}.{rest:0{places}}".rstrip("0") if rest else str(whole)


def usd(micro):
    return decimal(micro) + " USD"


def price(micro):
    return decimal(micro) + " USD/chip-hour"


def chip_hours(chip_ms):
    """Of a whole number of thousandths."""
    return decimal(chip_ms // (HOUR // 1000), 1000) + " chip-hours"


def in_unit(unit, quantity):
    if unit == "chip-hours":
        return chip_hours(quantity)
    return f"{quantity} chips" if unit == "chips" else f"{decimal(quantity)} {unit}"


def mapping(fields):
    return "{" + ", ".join(f"{key}: {value}" for key, value in fields.items()) + "}"


def scope_text(scope):
    return mapping(scope.said()) if scope.said() else "any"


def dated(scenario, entries, key, text):
    return "[" + ", ".join(mapping({"on": date(scenario, on), key: text(value)})
                           for on, value in entries) + "]"


def quantity_text(scenario, contract):
    if len(contract.ramp) == 1:
        return in_unit(contract.unit, contract.ramp[0][1])
    return "[" + ", ".join(
        mapping({"from": date(scenario, begin), "quantity": in_unit(contract.unit, quantity)})
        for begin, quantity in contract.ramp) + "]"


def contract_fields(scenario, contract):
    amount = usd if contract.is_spend else chip_hours
    fields = {"name": contract.name, "scope": scope_text(contract.scope),
              "from": date(scenario, contract.begin), "until": date(scenario, contract.until),
              "quantity": quantity_text(scenario, contract), "settlement": contract.settlement}
    if contract.is_spend:
        fields["counts"] = contract.counts
    optional = [("meter", contract.meter, "held", str), ("rate", contract.rate, None, price),
                ("total", contract.total, None, usd), ("billing", contract.billing, "", str),
                ("escalator", contract.escalator, 0, decimal),
                ("take_share", contract.take_share, WHOLE, decimal),
                ("makeup", contract.makeup, None, lambda months: f"{months} months"),
                ("carry_cap", contract.carry_cap, None, amount),
                ("overage", contract.overage, None, price),
                ("pay_on_delivery", contract.pay_on_delivery, False, lambda _: "true"),
                ("discount", contract.discount, 0, decimal),
                ("prepaid", contract.prepaid, (),
                 lambda shares: dated(scenario, shares, "share", decimal)),
                ("invests", contract.invests, (),
                 lambda amounts: dated(scenario, amounts, "amount", usd))]
    fields.update({key: text(value) for key, value, default, text in optional if value != default})
    if contract.service_level:
        fields["service_level"] = mapping({
            "availability": decimal(contract.service_level.availability),
            "credit": decimal(contract.service_level.credit)})
    if contract.termination:
        ended = contract.termination
        cap = {} if ended.refund_cap is None else {"refund_cap": usd(ended.refund_cap)}
        fields["termination"] = mapping({
            "on": date(scenario, ended.on), "fee": decimal(ended.fee), **cap})
    return fields


def price_fields(scenario, entry):
    fields = entry.scope.said()
    for key in ("on_demand", "spot"):
        if getattr(entry, key) is not None:
            fields[key] = price(getattr(entry, key))
    if entry.unused_factor != WHOLE:
        fields["unused_factor"] = decimal(entry.unused_factor)
    if entry.begin is not None:
        fields["from"] = date(scenario, entry.begin)
    if entry.change:
        sign = "-" if entry.change < 0 else ""
        fields["change"] = sign + decimal(abs(entry.change))
    return fields


def owned_text(owned):
    fields = {"capital": f"{decimal(owned.capital)} USD/chip", "life": f"{owned.life / YEAR} y",
              "operation": price(owned.operation)}
    if owned.energy:
        fields["energy"] = f"{decimal(owned.energy)} USD/MWh"
    return mapping(fields)


def contract_lines(scenario):
    """The top-level keys that a ledger has."""
    lines = ["contracts:"] if scenario.contracts else []
    for contract in scenario.contracts:
        fields = contract_fields(scenario, contract)
        lines += [("    " if key != "name" else "  - ") + f"{key}: {value}"
                  for key, value in fields.items()]
    if scenario.prices:
        lines.append("prices:")
        lines += ["  - " + mapping(price_fields(scenario, entry)) for entry in scenario.prices]
    if scenario.charge_back != "holder":
        lines.append(f"accounting: {{charge_back: {scenario.charge_back}}}")
    return lines
