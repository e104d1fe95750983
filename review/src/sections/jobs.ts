// The jobs that waited longest and those that used most, each with its story.

import type { Drawn, Shown } from "../board";
import { element, named, section } from "../element";
import { date, duration, NOTHING, whole, words } from "../format";
import type { Job } from "../review";
import { SortedTable, type Column } from "../table";
import { mainReason } from "./headline";

/** What a job went through, in lines, and what it waited for. */
export function story(shown: Shown, job: Job): HTMLElement {
  const facts: [string, string | HTMLElement][] = [
    ["Tenant", named(job.tenant)], ["Class", named(job.class)], ["Pool", named(job.pool)],
    ["Chips", whole(job.chips) + (job.slice === "" ? "" : `, as ${job.slice}`)],
    ["Submitted", date(shown.unix(job.submit))],
    ["Started", job.start === null ? NOTHING : date(shown.unix(job.start))],
    ["Ended", job.end === null ? NOTHING : date(shown.unix(job.end))], ["State", job.state],
    ["Blocked", duration(job.blocked)], ["Lost", duration(job.lost)],
    ["Interruptions", whole(job.interruptions)],
  ];
  const waited = Object.entries(job.waited_by).sort((a, b) => b[1] - a[1]);
  return element("div", { class: "story" },
    element("dl", {}, ...facts.flatMap(([name, value]) =>
      [element("dt", {}, name), element("dd", {}, value)])),
    element("div", {}, element("h4", {}, "What happened"),
      element("ol", {}, ...job.story.map((line) => element("li", { dir: "auto" }, line))),
      waited.length === 0 ? null : element("h4", {}, "What it waited for"),
      ...waited.map(([reason, ms]) => element("p", {}, `${words(reason)}: ${duration(ms)}`))));
}

function waited(job: Job): number {
  return (job.wait ?? 0) + job.requeue;
}

function columns(shown: Shown): Column<Job>[] {
  return [
    { name: "Job", key: (job) => job.id, cell: (job) => named(job.id) },
    { name: "Waited", number: true, key: waited,
      cell: (job) => (job.start === null ? "≥ " : "") + duration(waited(job)) },
    { name: "For", key: mainReason, cell: mainReason },
    { name: "Chips", number: true, key: (job) => job.chips, cell: (job) => whole(job.chips) },
    { name: "Ran", number: true, key: (job) => job.run, cell: (job) => duration(job.run) },
    { name: "Chip-hours", number: true, key: (job) => job.run * job.chips,
      cell: (job) => whole(job.run * job.chips / 3_600_000) },
    { name: "Tenant", key: (job) => job.tenant, cell: (job) => named(job.tenant) },
    { name: "Class", key: (job) => job.class, cell: (job) => named(job.class) },
    { name: "Pool", key: (job) => job.pool, cell: (job) => named(job.pool) },
    { name: "Submitted", number: true, key: (job) => job.submit,
      cell: (job) => date(shown.unix(job.submit)) },
  ];
}

/** Those of some jobs that were there in the selected time. */
class JobTable implements Drawn {
  readonly host: HTMLElement;
  private readonly table: SortedTable<Job>;
  private readonly found = element("p", { class: "fine", "aria-live": "polite" });
  private wanted = "";

  constructor(private readonly shown: Shown, label: string, private readonly jobs: readonly Job[]) {
    this.table = new SortedTable<Job>({ label, columns: columns(shown),
      detail: (job) => story(shown, job) });
    const search = element("input", { type: "search", "aria-label": `Search: ${label}`,
      placeholder: "job, tenant, class, pool", oninput: () => {
        this.wanted = search.value.toLowerCase();
        this.draw();
      } });
    this.host = element("div", {}, element("div", { class: "heading" },
      element("h3", {}, label), search), this.table.host, this.found);
    shown.board.add(this);
  }

  draw(): void {
    const { from, until } = this.shown.board.selection.period;
    const rows = this.jobs.filter((job) => job.submit < until && (job.end ?? Infinity) >= from
      && [job.id, job.tenant, job.class, job.pool].some((name) =>
        name.toLowerCase().includes(this.wanted)));
    this.table.show(rows);
    this.found.textContent = rows.length === this.jobs.length ? "" :
      `${rows.length} of ${this.jobs.length}: those that were there in the selected time`
      + (this.wanted === "" ? "." : " and match.");
  }
}

export function jobs(shown: Shown): HTMLElement {
  const { review } = shown;
  const pick = (indices: readonly number[]): Job[] => indices.map((index) => review.jobs[index]!);
  return section(shown.id("jobs"), "Jobs",
    new JobTable(shown, "Longest waits", pick(review.top_waiting)).host,
    new JobTable(shown, "Most chip-time", pick(review.top_chip_time)).host);
}
