// How much work a page is: processor time of its main thread until the first chart, and of a frame
// while the selected time moves. Reviews that $DRAWDOWN_REVIEWS names (JSON files, spaces between).

import { readFileSync } from "node:fs";
import { basename } from "node:path";

import { chromium, type Browser, type CDPSession } from "playwright-core";

import type { Given } from "../../src/review";
import { pageOf } from "./given";

const FRAMES = 60;

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Processor time, microseconds. */
  tdur?: number;
  args: { name?: string };
}

/** What the main thread of the page does meanwhile, ms of processor time. */
async function traced<Result>(session: CDPSession, act: () => Promise<Result>)
  : Promise<{ result: Result; ms: number }> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: object[] }): number =>
    events.push(...value as unknown as TraceEvent[]);
  session.on("Tracing.dataCollected", collect);
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: {
    includedCategories: ["disabled-by-default-devtools.timeline"], excludedCategories: ["*"] } });
  const result = await act();
  const complete = new Promise((done) => session.once("Tracing.tracingComplete", done));
  await session.send("Tracing.end");
  await complete;
  session.off("Tracing.dataCollected", collect);
  const main = new Set(events.filter((one) => one.name === "thread_name"
    && one.args.name === "CrRendererMain").map((one) => `${one.pid} ${one.tid}`));
  const tasks = events.filter((one) => one.name === "RunTask" && one.ph === "X"
    && main.has(`${one.pid} ${one.tid}`));
  return { result, ms: tasks.reduce((sum, one) => sum + (one.tdur ?? 0), 0) / 1000 };
}

async function bench(browser: Browser, name: string, review: Given): Promise<void> {
  const address = pageOf(name, review);
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  const session = await page.context().newCDPSession(page);
  const first = await traced(session, async () => {
    await page.goto(address);
    await page.waitForSelector("[data-values]");
  });
  console.log(`${name}: ${first.ms.toFixed(0)} ms until the first chart`);
  for (const id of await page.evaluate(() => [...document.querySelectorAll("main > section")]
    .map((one) => one.id))) {
    const { ms } = await traced(session, () => page.evaluate(async ({ id, count }) => {
      document.getElementById(id)!.scrollIntoView({ behavior: "instant" });
      const [begin, end] = document.querySelectorAll<HTMLInputElement>(".track input");
      const buckets = Number(begin!.max);
      for (let i = 0; i < count; ++i) {
        begin!.value = String(Math.round(buckets * i / count / 2));
        end!.value = String(Math.round(buckets * (i / count + 1) / 2));
        end!.dispatchEvent(new Event("input"));
        await new Promise(requestAnimationFrame);
      }
    }, { id, count: FRAMES }));
    console.log(`${name}: ${id}: ${(ms / FRAMES).toFixed(1)} ms a frame`);
  }
  await page.close();
}

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox"] });
for (const path of (process.env["DRAWDOWN_REVIEWS"] ?? "").split(" ").filter((one) => one)) {
  await bench(browser, basename(path, ".json"), JSON.parse(readFileSync(path, "utf8")) as Given);
}
await browser.close();
