// The page of a run.

import { Shown } from "../board";
import { element, type Child } from "../element";
import { amount, date } from "../format";
import type { Review } from "../review";
import { assumptions } from "../sections/assumptions";
import { causes } from "../sections/causes";
import { demand } from "../sections/demand";
import { failures } from "../sections/failures";
import { gantt } from "../sections/gantt";
import { headline } from "../sections/headline";
import { jobs } from "../sections/jobs";
import { money } from "../sections/money";
import { placement } from "../sections/placement";
import { power } from "../sections/power";
import { services } from "../sections/services";
import { waits } from "../sections/waits";

/** What stands under the title. */
export function subtitle(review: Review): string {
  const from = review.start_unix_ms + review.from;
  const until = review.start_unix_ms + review.until;
  const chips = review.pools.reduce((sum, pool) => sum + pool.units * pool.chips_per_unit, 0);
  return `${date(from)} – ${date(until)} · ${amount(chips)} chips in ${review.pools.length} ${
    review.pools.length === 1 ? "pool" : "pools"} · ${
    amount(Number(review.summary["jobs_submitted"]))} jobs · drawdown ${review.version}`;
}

/** The parts of the page of one run, in order. */
export function runSections(shown: Shown): Child[] {
  return [headline(shown), causes(shown), money(shown), jobs(shown), waits(shown), demand(shown),
    gantt(shown), placement(shown), services(shown), failures(shown), power(shown),
    assumptions(shown)];
}

/** Links to the sections that are there. */
export function contents(sections: readonly Child[]): HTMLElement {
  const links = sections.filter((one): one is HTMLElement => one instanceof HTMLElement)
    .map((one) => element("a", { href: `#${one.id}` },
      one.querySelector("h2")?.textContent ?? ""));
  return element("nav", { class: "contents", "aria-label": "Sections" }, ...links);
}
