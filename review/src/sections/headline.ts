// The first screen: how much was idle and why, who waited, which month was worst, what it cost.

import type { Drawn, Shown } from "../board";
import { element, named, section, type Child } from "../element";
import { amount, chipHours, date, dollars, duration, exactDollars, month, NOTHING, percent,
  words } from "../format";
import { byCause, ofKind, total } from "../integral";
import { idleShare, largest, monthsOf, worst } from "../months";
import type { Job, Review } from "../review";
import { showMonth } from "../timeline";

/** A number of the summary, or null. */
export function figure(review: Review, name: string): number | null {
  const value = review.summary[name];
  return typeof value === "number" ? value : null;
}

function answer(question: string, link: string, what: Child, ...more: Child[]): HTMLElement {
  return element("div", { class: "answer" }, element("h3", {}, question),
    element("p", { class: "what" }, what), element("p", { class: "more-of-it" }, ...more, " ",
      element("a", { href: `#${link}`, "aria-label": `More: ${question}` }, "More")));
}

function idleAnswer(shown: Shown): HTMLElement {
  const { review } = shown;
  const share = figure(review, "committed_idle_share");
  const shares = review.summary["share_by_cause"] as Record<string, number>;
  const unused = review.causes.filter((cause) => cause.kind !== "held")
    .map((cause) => ({ name: cause.name, share: shares[cause.name] ?? 0 }))
    .filter((cause) => cause.share > 0).sort((a, b) => b.share - a.share).slice(0, 3);
  const why = unused.map((cause) => `${words(cause.name)} ${percent(cause.share)}`).join(", ");
  return answer("How much stood idle, and why?", shown.id("causes"),
    share === null ? "nothing was reserved" : percent(share),
    `of ${amount(figure(review, "reserved_chip_hours") ?? 0)} chip-hours`,
    why === "" ? "." : `: ${why}.`);
}

/** What a job waited for longest. */
export function mainReason(job: Job): string {
  const found = largest(new Map(Object.entries(job.waited_by)));
  return found ? words(found[0]) : NOTHING;
}

function waitAnswer(shown: Shown): HTMLElement {
  const { review } = shown;
  const job = review.jobs[review.top_waiting[0] ?? -1];
  if (!job) return answer("Who waited longest, for what?", shown.id("jobs"), "nobody waited", "");
  return answer("Who waited longest, for what?", shown.id("jobs"),
    (job.start === null ? "≥ " : "") + duration((job.wait ?? 0) + job.requeue),
    named(job.id), ` of `, named(job.tenant), ` (${amount(job.chips)} chips), mostly `,
    element("em", {}, mainReason(job)), ".");
}

function monthAnswer(shown: Shown): HTMLElement {
  const months = monthsOf(shown.review);
  const found = worst(months);
  if (!found) return answer("Which month was worst?", shown.id("months"), NOTHING, "");
  const cause = largest(found.unused);
  const mostly = cause ? `, mostly ${words(cause[0])}` : "";
  const cost = found.unusedUsd === null ? "" : `, ${dollars(found.unusedUsd)} unused`;
  const select = element("button", { type: "button", class: "link",
    onclick: () => showMonth(shown, found.month) }, "Select it");
  const among = months.length === 1 ? "the only month" : `the worst of ${months.length} months`;
  return answer("Which month was worst?", shown.id("months"), month(found.month),
    `${percent(idleShare(found))} idle${mostly}${cost}; ${among}. `, select);
}

function costAnswer(shown: Shown): HTMLElement {
  const [effective, unused, billed] = ["effective_usd", "unused_usd", "billed_usd"]
    .map((name) => figure(shown.review, name));
  if (effective == null || unused == null || billed == null) {
    return answer("What did it cost?", shown.id("months"), NOTHING,
      "This run has no prices; its hours are in the table of months.");
  }
  const share = effective > 0 ? ` (${percent(unused / effective)})` : "";
  return answer("What did it cost?", shown.id("months"), dollars(effective),
    `${dollars(unused)} of it${share} was paid for and not used; ${dollars(billed)} billed.`);
}

/** Answers to the questions that the page is opened with. */
export function answers(shown: Shown): HTMLElement {
  return element("div", { class: "answers" }, idleAnswer(shown), waitAnswer(shown),
    monthAnswer(shown), costAnswer(shown));
}

interface Card {
  name: string;
  figure: string;
  value: number | null;
  text: string;
  note: string;
}

function atLeast(review: Review, name: string): string {
  return (review.summary["wait_at_least"] as string[]).includes(name) ? "≥ " : "";
}

function waitCard(review: Review, name: string, key: string): Card {
  const value = figure(review, key);
  const classes = [...review.waits.classes];
  const part = key === "wait_p50_s" ? "p50_s" as const : "p95_s" as const;
  const worstOf = classes.sort((a, b) => b[part] - a[part])[0];
  return { name, figure: key, value, text: value === null ? NOTHING
    : atLeast(review, key) + duration(value * 1000),
    note: worstOf && classes.length > 1 ? `longest: \u2068${worstOf.name.slice(0, 24)}\u2069 ${
      worstOf.at_least.includes(part) ? "≥ " : ""}${duration(worstOf[part] * 1000)}` : "" };
}

function shareCard(review: Review, name: string, key: string, note: string): Card {
  const value = figure(review, key);
  return { name, figure: key, value, text: value === null ? NOTHING : percent(value), note };
}

/** The least attained of all services. */
function attainmentCard(review: Review): Card[] {
  const all = Object.entries(review.summary["attainment"] as Record<string, number>);
  const lowest = all.sort((a, b) => a[1] - b[1])[0];
  if (!lowest) return [];
  return [{ name: "Service attainment", figure: "attainment", value: lowest[1],
    text: percent(lowest[1]), note: all.length > 1 ? `the least of ${all.length} services`
      : "of requests" }];
}

function cards(review: Review): Card[] {
  const idle = figure(review, "committed_idle_share");
  return [
    { name: "Utilisation", figure: "", value: idle === null ? null : 1 - idle,
      text: idle === null ? NOTHING : percent(1 - idle), note: "held by gangs" },
    shareCard(review, "Committed and idle", "committed_idle_share", "of reserved chip-time"),
    waitCard(review, "Median wait", "wait_p50_s"),
    waitCard(review, "95th percentile wait", "wait_p95_s"),
    ...attainmentCard(review),
    shareCard(review, "Effective training time", "effective_training_time_ratio",
      "productive, of what gangs held"),
    ...moneyCards(review),
  ];
}

/** Of a run with a ledger: what it cost, where there is something to say. */
function moneyCards(review: Review): Card[] {
  const card = (name: string, key: string, text: (value: number) => string, note: string)
    : Card[] => {
    const value = figure(review, key);
    return value === null ? [] : [{ name, figure: key, value, text: text(value), note }];
  };
  return [
    ...card("Paid and unused", "unused_usd", dollars, "for capacity that nobody held"),
    ...card("Shortfall", "shortfall_usd", dollars, "owed and not taken, and terminations"),
    ...card("Commitment utilisation", "commitment_utilisation", percent, "of what they cost"),
    ...card("Commitment coverage", "commitment_coverage", percent, "of used chip-time"),
    ...card("Effective savings rate", "effective_savings_rate", percent, "off list prices"),
    ...card("Per productive chip-hour", "usd_per_productive_chip_hour", exactDollars,
      "all costs together"),
  ];
}

/** What of the selected time stood idle, where it is not all of the time. */
class SelectedShare implements Drawn {
  private readonly text = element("p", { class: "selected", "aria-live": "polite" });
  // What is not displayed is never on the screen; around it, there is always something.
  readonly host = element("div", {}, this.text);

  constructor(private readonly shown: Shown) {
    shown.board.add(this);
  }

  draw(): void {
    const { shown } = this;
    const { from, until } = shown.board.selection.period;
    this.text.replaceChildren();
    if (shown.board.selection.isWhole) return;
    const totals = byCause(shown.review, shown.span);
    const all = total(totals);
    const held = ofKind(shown.review, totals, "held");
    this.text.append(element("strong", {}, "Selected: "),
      `${date(shown.unix(from))} to ${date(shown.unix(until))}, `,
      element("strong", {}, all === 0 ? NOTHING : percent(1 - held / all)), " idle of ",
      `${chipHours(all)} chip-hours. `, element("span", { class: "muted" },
        "Cards above are of the whole run."));
  }
}

export function headline(shown: Shown): HTMLElement {
  const { review } = shown;
  const made = cards(review).map((card) => element("div", { class: "card",
    "data-figure": card.figure, "data-value": card.value },
    element("dt", { title: review.formulas[card.figure] ?? "" }, card.name),
    element("dd", { class: "value" }, card.text),
    element("dd", { class: "note" }, card.note)));
  return section(shown.id("brief"), "In brief", answers(shown),
    element("dl", { class: "cards" }, ...made), new SelectedShare(shown).host);
}
