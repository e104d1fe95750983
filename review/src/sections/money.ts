// Committed, used and paid by month, and the ledger.

import { amountAxis, tip, tooltip } from "../axes";
import type { Shown } from "../board";
import { Chart, type Drawing } from "../chart";
import { element, keys, named, section } from "../element";
import { amount, chipHours, date, dollars, exactDollars, month, NOTHING, percent, short, words }
  from "../format";
import { idleShare, largest, monthsOf, type Month } from "../months";
import { INK, type Ink } from "../palette";
import type { CommitmentRow, LedgerRow } from "../review";
import { SortedTable, type Column } from "../table";
import { showMonth } from "../timeline";

const MS_PER_H = 3_600_000;

/** Committed as an outline, used inside of it; what was paid under them. */
function drawing(months: readonly Month[], paid: boolean, ink: Ink): Drawing {
  const names = months.map((one) => month(one.month));
  const bar = (name: string, data: number[], style: object, more: object = {}): object =>
    ({ id: name, name, type: "bar", data, itemStyle: style, barMaxWidth: 48, ...more });
  const axis = { type: "category", data: names, axisTick: { show: false },
    axisLine: { lineStyle: { color: ink.line } } };
  const label = { color: ink.muted, fontSize: 11, hideOverlap: true };
  const series = [
    bar("committed", months.map((one) => one.reserved / MS_PER_H), { color: "transparent",
      borderColor: ink.muted, borderWidth: 1.5 }, { barGap: "-100%" }),
    bar("used", months.map((one) => one.used / MS_PER_H), { color: "#0072b2" }),
    ...(paid ? [bar("paid", months.map((one) => one.billedUsd ?? 0), { color: "#e69f00" },
      { xAxisIndex: 1, yAxisIndex: 1 })] : []),
  ];
  const tops = { left: 52, right: 14 };
  const option = {
    grid: paid ? [{ ...tops, top: 26, height: 130 }, { ...tops, top: 200, height: 80 }]
      : [{ ...tops, top: 26, bottom: 26 }],
    xAxis: paid ? [{ ...axis, axisLabel: { show: false } },
      { ...axis, gridIndex: 1, axisLabel: label }] : [{ ...axis, axisLabel: label }],
    yAxis: [amountAxis("chip-hours", ink), ...(paid ? [amountAxis("billed", ink, { gridIndex: 1,
      splitNumber: 2, axisLabel: { color: ink.muted, fontSize: 11,
        formatter: (value: number) => dollars(value) } })] : [])],
    tooltip: tooltip(ink, { trigger: "axis", formatter: (at: { dataIndex: number }[]) => {
      const one = months[at[0]?.dataIndex ?? 0]!;
      return tip(month(one.month), [
        { name: "committed", value: `${short(one.reserved / MS_PER_H)} chip-hours` },
        { name: "used", colour: "#0072b2", value: `${short(one.used / MS_PER_H)} chip-hours` },
        ...(one.billedUsd === null ? []
          : [{ name: "billed", colour: "#e69f00", value: dollars(one.billedUsd) }])]);
    } }),
    axisPointer: { link: [{ xAxisIndex: "all" }] }, series,
  };
  return { option, words: `${months.length} months; the table has the figures`,
    values: months.length * series.length };
}

function monthTable(shown: Shown, months: readonly Month[]): HTMLElement {
  const money = (name: string, key: (one: Month) => number | null): Column<Month> => ({ name,
    number: true, key, cell: (one) => key(one) === null ? NOTHING : dollars(key(one)!) });
  const cause = (one: Month): string => {
    const found = largest(one.unused);
    return found ? words(found[0]) : NOTHING;
  };
  const table = new SortedTable<Month>({ label: "Months", most: 12,
    chosen: (one) => showMonth(shown, one.month), columns: [
      { name: "Month", key: (one) => one.month, cell: (one) => month(one.month) },
      { name: "Committed, chip-hours", number: true, key: (one) => one.reserved,
        cell: (one) => chipHours(one.reserved) },
      { name: "Used", number: true, key: (one) => one.used, cell: (one) => chipHours(one.used) },
      { name: "Idle", number: true, key: idleShare, cell: (one) => percent(idleShare(one)) },
      { name: "Mostly", key: cause, cell: cause },
      ...(shown.review.money ? [money("Billed", (one) => one.billedUsd),
        money("Effective", (one) => one.effectiveUsd),
        money("Unused", (one) => one.unusedUsd)] : []),
    ] });
  table.show(months);
  return table.host;
}

function usd<Row>(name: string, key: (row: Row) => number): Column<Row> {
  return { name, number: true, key, cell: (row) => exactDollars(key(row)) };
}

function hours(name: string, key: (row: CommitmentRow) => number): Column<CommitmentRow> {
  return { name, number: true, key, cell: (row) => amount(key(row)) };
}

function commitments(rows: readonly CommitmentRow[]): HTMLElement {
  const table = new SortedTable<CommitmentRow>({ label: "Commitments", columns: [
    { name: "Contract", key: (row) => row.contract, cell: (row) => named(row.contract) },
    { name: "From", key: (row) => row.from, cell: (row) => date(Date.parse(row.from)) },
    { name: "Until", key: (row) => row.until, cell: (row) => date(Date.parse(row.until)) },
    hours("Obligation", (row) => row.obligation), hours("Taken", (row) => row.taken),
    hours("Overage", (row) => row.overage), hours("Made up", (row) => row.made_up),
    hours("Shortfall", (row) => row.shortfall), usd("Charge", (row) => row.charge_usd),
  ] });
  table.show(rows);
  return table.host;
}

function ledger(rows: readonly LedgerRow[]): HTMLElement {
  const table = new SortedTable<LedgerRow>({ label: "Ledger", columns: [
    { name: "Month", key: (row) => row.month, cell: (row) => month(row.month) },
    { name: "Contract", key: (row) => row.contract, cell: (row) => named(row.contract) },
    { name: "Tenant", key: (row) => row.tenant, cell: (row) => named(row.tenant) },
    { name: "Kind", key: (row) => row.kind, cell: (row) => row.kind },
    usd("Billed", (row) => row.billed_usd), usd("Effective", (row) => row.effective_usd),
  ] });
  table.show(rows);
  return table.host;
}

export function money(shown: Shown): HTMLElement {
  const months = monthsOf(shown.review);
  const given = shown.review.money;
  const chart = new Chart(shown.board, { label: "Committed, used and paid by month",
    height: given ? 310 : 200, draw: (ink) => drawing(months, !!given, ink) });
  return section(shown.id("months"), given ? "Committed, used and paid by month"
    : "Committed and used by month", months.length > 1 ? keys([{ colour: INK.light.muted,
    label: "committed (outline)" }, { colour: "#0072b2", label: "used" },
  ...(given ? [{ colour: "#e69f00", label: "billed" }] : [])]) : null,
  months.length > 1 ? chart.host : null, monthTable(shown, months),
  ...(given ? [element("h3", {}, "Commitments"), commitments(given.commitments),
    element("h3", {}, "Ledger"), ledger(given.ledger)] : []));
}
