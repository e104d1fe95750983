// The pages of real runs, in Debian's Chromium. $DRAWDOWN names the program; reviews that
// $DRAWDOWN_REVIEWS names (JSON files, spaces between) are shown too.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";

import { chromium, type Browser, type Page } from "playwright-core";

import type { Comparison, Figure, Given, Review, StudyReview } from "../../src/review";
import { HOSTILE, pageOf, Runs, STUDIES } from "./given";
import { LAPTOP, LOOKS, open, settled, violations } from "./opened";

const CHROMIUM = "/usr/bin/chromium";
const program = process.env["DRAWDOWN"];
const missing = program === undefined ? "DRAWDOWN does not name the program"
  : existsSync(CHROMIUM) ? false : `there is no ${CHROMIUM}`;

/** The lines of a table, without one that says that there are none. */
const LINES = "tbody tr:not(:has(> td[colspan]))";

/** Shows a part of the time by the keyboard: the second quarter. */
async function selectPart(page: Page): Promise<void> {
  const ends = page.locator(".track input");
  const count = Number(await ends.first().getAttribute("max"));
  await ends.nth(0).fill(String(Math.round(count / 4)));
  await ends.nth(1).fill(String(Math.round(count / 2)));
}

/** A copy in which all names are hostile. */
function renamed(review: Review): Review {
  let text = JSON.stringify({ ...review, summary: {} });
  const names = new Set([...review.tenants.map((one) => one.name), ...review.pools.map((one) =>
    one.name), ...review.waits.classes.map((one) => one.name), review.title,
    ...review.services.map((one) => one.name),
    ...review.top_waiting.slice(0, 20).map((job) => review.jobs[job]!.id)]);
  [...names].forEach((name, i) => {
    text = text.replaceAll(JSON.stringify(name), JSON.stringify(HOSTILE[i % HOSTILE.length]));
  });
  return { ...JSON.parse(text) as Review, summary: review.summary };
}

describe("pages", { skip: missing, timeout: 1_200_000 }, () => {
  let browser: Browser;
  const given = new Map<string, Given>();
  const addresses = new Map<string, string>();

  before(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox",
      "--disable-gpu"] });
    const runs = new Runs(program!);
    const chat = runs.run(`${STUDIES}/chat_beside_training`);
    given.set("small", runs.review(chat));
    given.set("money", runs.review(runs.run("tests/tpu_money")));
    given.set("five years", runs.review(runs.run(`${STUDIES}/five_year_deal`)));
    given.set("study", runs.review(runs.study(`${STUDIES}/demo_study`)));
    given.set("comparison", runs.review(chat, runs.run(
      `${STUDIES}/chat_beside_training`, "--set", "policy.preemption=none")));
    for (const path of (process.env["DRAWDOWN_REVIEWS"] ?? "").split(" ").filter((one) => one)) {
      given.set(path, JSON.parse(readFileSync(path, "utf8")) as Given);
    }
    for (const [name, review] of given) {
      addresses.set(name, pageOf(name.replaceAll(/[/ ]/g, "_"), review));
    }
    addresses.set("small", runs.written(chat));  // as the program writes it
  });

  after(async () => {
    await browser.close();
  });

  test("every chart has values, nothing fails, and nothing leaves the page", async () => {
    for (const [name, address] of addresses) {
      const { page, wrong } = await open(browser, address);
      const values = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>(
        "[data-chart]")].map((chart) => [chart.dataset["chart"], Number(chart.dataset["values"])]));
      assert.ok(values.length >= 2, name);
      for (const [chart, count] of values) assert.ok(Number(count) > 0, `${name}: ${chart}`);
      assert.deepEqual(wrong, [], name);
      await page.close();
    }
  });

  test("what is selected moves every chart over time, and all comes back", async () => {
    for (const [name, { kind }] of given) {
      if (kind === "study") continue;
      const { page, wrong } = await open(browser, addresses.get(name)!);
      const before = await settled(page);
      await selectPart(page);
      const within = await settled(page);
      if (kind === "run") {
        assert.match(await page.locator(".selected").innerText(), /Selected: .* idle of /);
      }
      // The months and the difference of whole runs are not of the selection.
      for (const [i, [chart, picture]] of before.entries()) {
        if (chart.startsWith("Committed") || chart === "Difference by cause") continue;
        assert.ok(within[i]![1] !== picture, `${name}: ${chart} stays`);
      }
      await page.getByRole("button", { name: "All time" }).click();
      (await settled(page)).forEach(([chart, picture], i) =>
        assert.ok(picture === before[i]![1], `${name}: ${chart} is another`));
      assert.deepEqual(wrong, [], name);
      await page.close();
    }
  });

  test("while time moves, what is on the screen is drawn, at most once a frame", async () => {
    const { page } = await open(browser, addresses.get("money")!);
    const told = await page.evaluate(async () => {
      // A browser without graphics can leave out a frame for ever.
      const frame = (): Promise<unknown> => Promise.race([new Promise(requestAnimationFrame),
        new Promise((done) => setTimeout(done, 200))]);
      const charts = [...document.querySelectorAll<HTMLElement>("[data-chart]")];
      const isNear = (chart: Element): boolean => {
        const { top, bottom } = chart.getBoundingClientRect();
        return bottom > -50 && top < innerHeight + 50;
      };
      document.getElementById("causes")!.scrollIntoView();
      for (let i = 0; i < 20; ++i) await frame();
      // A chart that is drawn says how many values it has.
      let records: MutationRecord[] = [];
      const drawn = new MutationObserver((more) => records.push(...more));
      for (const chart of charts) drawn.observe(chart, { attributeFilter: ["data-values"] });
      const near = charts.filter(isNear);
      const wrong: string[] = [];
      const seen = new Set<Node>();
      const ends = document.querySelectorAll<HTMLInputElement>(".track input");
      const whole = Number(ends[0]!.max);
      for (let i = 0; i < 40; ++i) {
        // More than one step a frame, and none in the last frames.
        for (let step = 0; step < 3 && i < 20; ++step) {
          ends[0]!.value = String(3 * i + step);
          ends[1]!.value = String(Math.round(whole / 2) + 3 * i + step);
          ends[1]!.dispatchEvent(new Event("input"));
        }
        await frame();
        const names = records.map(({ target }) => (target as HTMLElement).dataset["chart"]!);
        if (new Set(names).size < names.length) wrong.push(`twice: ${names.join()}`);
        for (const { target } of records) seen.add(target);
        records = [];
      }
      for (const chart of near) if (!seen.has(chart)) wrong.push(`not: ${chart.dataset["chart"]}`);
      for (const chart of seen) {
        const { dataset } = chart as HTMLElement;
        if (!isNear(chart as Element)) wrong.push(`far: ${dataset["chart"]}`);
      }
      return { wrong, near: near.length, all: charts.length };
    });
    assert.deepEqual(told.wrong, []);
    assert.ok(told.near >= 2 && told.near < told.all, `${told.near} of ${told.all}`);
    await page.close();
  });

  test("dragging over a chart selects that time", async () => {
    const { page } = await open(browser, addresses.get("small")!);
    const chart = page.locator("[data-chart='Chips by cause over time'] .canvas");
    await chart.scrollIntoViewIfNeeded();
    const box = (await chart.boundingBox())!;
    const before = await page.locator(".period").textContent();
    await page.mouse.move(box.x + box.width * 0.4, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 120, { steps: 5 });
    await page.mouse.up();
    const period = await page.locator(".period").textContent();
    assert.notEqual(period, before);
    // A fifth of the canvas is a little more than a fifth of the week: 1.4 days and the margins.
    const days = Number(/([\d.]+)\s?h$/.exec(period!)![1]) / 24;
    assert.ok(days > 1.3 && days < 1.7, period!);
    await page.close();
  });

  test("tables are sorted by each of their columns", async () => {
    for (const [name, address] of addresses) {
      const { page } = await open(browser, address);
      const unsorted = await page.evaluate((lines) => {
        const wrong: string[] = [];
        for (const table of document.querySelectorAll<HTMLElement>("[data-table]")) {
          table.querySelector<HTMLElement>(".more:not([hidden])")?.click();
          const column = (i: number): string[] => [...table.querySelectorAll(lines)]
            .map((row) => row.children[i]!.textContent ?? "");
          table.querySelectorAll<HTMLElement>("thead button").forEach((button, i) => {
            button.click();
            const first = column(i);
            button.click();
            const second = column(i);
            const heading = button.parentElement!;
            if (!heading.hasAttribute("aria-sort")) wrong.push(`${button.textContent}: no order`);
            // What has no value is last in both.
            const has = (text: string): boolean => text !== "–";
            const [a, b] = [first.filter(has), second.filter(has).reverse()];
            if (a.join("|") !== b.join("|")) wrong.push(`${table.dataset["table"]}: ${
              button.textContent}: ${a.slice(0, 4).join()} and ${b.slice(0, 4).join()}`);
          });
        }
        return wrong;
      }, LINES);
      assert.deepEqual(unsorted, [], name);
      const chips = await page.evaluate((lines) => {
        const table = document.querySelector("[data-table='Longest waits']");
        const at = [...table?.querySelectorAll("thead th") ?? []].findIndex((heading) =>
          heading.textContent === "Chips");
        table?.querySelectorAll<HTMLElement>("thead button")[at]?.click();
        return [...table?.querySelectorAll(lines) ?? []].map((row) =>
          Number(row.children[at]!.textContent!.replaceAll(",", "")));
      }, LINES);
      assert.deepEqual(chips, [...chips].sort((a, b) => b - a));
      await page.close();
    }
  });

  test("each figure is that of summary.json", async () => {
    for (const [name, review] of given) {
      if (review.kind !== "run") continue;
      const { page } = await open(browser, addresses.get(name)!);
      const shown = await page.evaluate(() => ({
        cards: [...document.querySelectorAll<HTMLElement>("[data-figure]:not([data-figure=''])")]
          .map((card) => [card.dataset["figure"]!, card.dataset["value"]!] as const),
        causes: [...document.querySelectorAll<HTMLElement>("[data-cause]")].map((line) =>
          [line.dataset["cause"]!, Number(line.dataset["value"])] as const),
      }));
      assert.ok(shown.cards.length >= 4);
      for (const [figure, value] of shown.cards) {
        const told: Figure | undefined = review.summary[figure];
        const expected: Figure | undefined = figure === "attainment"
          ? Math.min(...Object.values(told as Record<string, number>)) : told;
        assert.equal(Number(value), expected, `${name}: ${figure}`);
      }
      const causes = Object.entries(review.summary["chip_ms_by_cause"] as Record<string, number>);
      assert.deepEqual(shown.causes, causes.filter(([, chipMs]) => chipMs > 0));
      await checkFigures(page, review);
      await page.close();
    }
  });

  async function checkFigures(page: Page, review: Review): Promise<void> {
    const lines = await page.evaluate(() => {
      const table = document.querySelector<HTMLElement>("[data-table='Every figure']")!;
      table.querySelector<HTMLElement>(".more:not([hidden])")?.click();
      return [...table.querySelectorAll("tbody tr")].map((row) =>
        [row.children[0]!.textContent!, row.children[1]!.textContent!] as const);
    });
    const text = new Map(lines);
    for (const [name, value] of Object.entries(review.summary)) {
      if (typeof value === "number") assert.equal(Number(text.get(name)), value, name);
      if (value === null || typeof value !== "object" || Array.isArray(value)) continue;
      for (const [part, one] of Object.entries(value)) {
        assert.equal(Number(text.get(`${name}: ${part}`)), one, `${name}: ${part}`);
      }
    }
  }

  test("the first screen answers", async () => {
    const { page } = await open(browser, addresses.get("money")!);
    const review = given.get("money") as Review;
    const answers = await page.locator(".answer").all();
    assert.equal(answers.length, 4);
    for (const answer of answers) {
      const box = (await answer.boundingBox())!;
      assert.ok(box.y + box.height < 850, "it is on the first screen");
    }
    const job = review.jobs[review.top_waiting[0]!]!;
    assert.ok((await answers[1]!.textContent())!.includes(job.id));
    await page.locator("[data-table='Longest waits'] .open").first().click();
    assert.ok((await page.locator(".story").first().textContent())!.includes(job.story[0]!));
    await page.close();
  });

  test("names change nothing but their own label", async () => {
    const plain = given.get("small") as Review;
    const hostile = pageOf("hostile", renamed(plain));
    for (const look of LOOKS) {
      const { page, wrong } = await open(browser, hostile, look);
      assert.equal(await page.evaluate(() => (globalThis as { obeyed?: number }).obeyed),
        undefined);
      assert.equal(await page.locator("img, main b, main script").count(), 0);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      const names = await page.evaluate(() => [...document.querySelectorAll("bdi")].map((one) =>
        one.textContent));
      for (const name of HOSTILE) assert.ok(names.includes(name), name.slice(0, 40));
      const box = (await page.locator("section").first().boundingBox())!;
      assert.ok(box.height < (look.width < 500 ? 1400 : 700), `${box.height}`);
      assert.deepEqual(wrong, []);
      await page.close();
    }
  });

  test("axe finds no violation, in both themes and widths", async () => {
    for (const [name, address] of addresses) {
      for (const look of LOOKS) {
        const { page } = await open(browser, address, look);
        assert.deepEqual(await violations(page), [], `${name} ${look.theme} ${look.width}`);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
        await page.close();
      }
    }
  });

  test("a study has its points, a comparison its differences", async () => {
    const study = given.get("study") as StudyReview;
    const { page } = await open(browser, addresses.get("study")!, LAPTOP);
    assert.equal(await page.locator("[data-table='Points'] tbody tr").count(), study.points.length);
    await page.close();
    const { runs } = given.get("comparison") as Comparison;
    const other = (await open(browser, addresses.get("comparison")!, LAPTOP)).page;
    const line = other.locator("[data-table='Figures and their difference'] tr",
      { hasText: "preemptions" }).first();
    const [a, b] = runs.map((run) => Number(run.summary["preemptions"]));
    assert.ok(a! > 0);
    assert.deepEqual((await line.locator("td").allTextContents()).slice(1, 4),
      [String(a), String(b), `−${a! - b!}`]);
    await other.close();
  });
});
