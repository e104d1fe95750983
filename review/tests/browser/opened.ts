// A page in a browser, and what went wrong in it.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import type { Browser, Page } from "playwright-core";

export interface Look {
  theme: "light" | "dark";
  width: number;
}

export const LAPTOP: Look = { theme: "light", width: 1366 };
export const LOOKS: readonly Look[] = [LAPTOP, { theme: "dark", width: 1366 },
  { theme: "light", width: 390 }, { theme: "dark", width: 390 }];

export interface Opened {
  page: Page;
  /** Console errors, exceptions, and requests that leave the page. */
  wrong: string[];
}

export async function open(browser: Browser, address: string, look = LAPTOP): Promise<Opened> {
  const page = await browser.newPage({ colorScheme: look.theme, reducedMotion: "reduce",
    viewport: { width: look.width, height: 850 } });
  const wrong: string[] = [];
  page.on("pageerror", (error) => wrong.push(String(error.stack)));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") wrong.push(message.text());
  });
  page.on("request", (request) => {
    if (request.url() !== address) wrong.push(`it asked for ${request.url().slice(0, 200)}`);
  });
  await page.goto(address);
  await page.waitForSelector("main section");
  await settled(page);
  return { page, wrong };
}

/** Brings every part to the screen, so that it is drawn. */
export async function drawAll(page: Page): Promise<void> {
  await page.evaluate(async () => {
    // A busy machine can leave out frames.
    const frame = (): Promise<unknown> => Promise.race([new Promise(requestAnimationFrame),
      new Promise((done) => setTimeout(done, 200))]);
    for (let y = 0; y < document.documentElement.scrollHeight; y += 500) {
      scrollTo(0, y);
      // The first frame sees what is on the screen, the second draws it.
      for (let i = 0; i < 3; ++i) await frame();
    }
    scrollTo(0, 0);
  });
}

/** The pictures of all charts, when they have come to rest. */
export async function settled(page: Page): Promise<[string, string][]> {
  let before = "";
  for (let tries = 0; tries < 20; ++tries) {
    await drawAll(page);
    const now = await pictures(page);
    if (JSON.stringify(now) === before) return now;
    before = JSON.stringify(now);
  }
  throw new Error("the charts do not come to rest");
}

/** What is on each canvas of a chart, by the chart's label. */
function pictures(page: Page): Promise<[string, string][]> {
  return page.evaluate(() => [...document.querySelectorAll<HTMLElement>("[data-chart]")]
    .map((chart): [string, string] => [chart.dataset["chart"]!,
      [...chart.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL()).join()
        || chart.innerText]));
}

interface Violations {
  violations: { id: string; help: string; nodes: { target: string[]; failureSummary: string }[] }[];
}

/** What axe-core finds, in a line each. */
export async function violations(page: Page): Promise<string[]> {
  const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
  await page.evaluate(readFileSync(axe, "utf8"));
  const found = await page.evaluate(async () =>
    await (globalThis as unknown as { axe: { run: () => Promise<Violations> } }).axe.run());
  return found.violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) =>
    `${id}: ${node.target.join(" ")}: ${node.failureSummary}`));
}
