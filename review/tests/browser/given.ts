// Reviews of real runs for the tests of the pages: made by the program, once.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

import type { Given } from "../../src/review";

/** Names that a page must show and never obey. */
export const HOSTILE = [
  `"><img src=x onerror="window.obeyed=1">`, `'; alert(1); // </script><script>window.obeyed=1`,
  "🦆🚀 données & <b>bold</b>", "مستأجر البحث", "{a|{value}} %s ${x} \\u0000", "n".repeat(10_240),
];

const FOLDER = mkdtempSync(join(tmpdir(), "drawdown-page-"));
process.on("exit", () => rmSync(FOLDER, { recursive: true }));

/** The address of the page of a review; it is there as long as this process. */
export function pageOf(name: string, review: Given): string {
  const template = readFileSync("build/page.html", "utf8");
  const packed = gzipSync(JSON.stringify(review)).toString("base64");
  const path = join(FOLDER, `${name}.html`);
  writeFileSync(path, template.replace("@REVIEW@", packed));
  return pathToFileURL(path).href;
}

/** Where the shipped scenarios are. */
export const STUDIES = "../analysis/studies";

/** What the program makes of scenarios. */
export class Runs {
  private readonly program: string;

  constructor(program: string) {
    this.program = resolve(program);
  }

  /** Simulates a scenario; the run directory. */
  run(path: string, ...more: string[]): string {
    const out = join(FOLDER, `${basename(path)}-${more.length}`);
    this.call(this.program, "run", `${path}.yaml`, "--out", out, "--events", ...more);
    return out;
  }

  study(path: string): string {
    const out = join(FOLDER, basename(path));
    this.call(this.program, "study", "run", `${path}.yaml`, "--out", out);
    return out;
  }

  /** What the page of a run, of two or of a study is given. */
  review(...directories: string[]): Given {
    return JSON.parse(this.call(this.program, "report", "--json", ...directories)) as Given;
  }

  /** The address of the page that the program writes. */
  written(directory: string): string {
    const path = join(FOLDER, "written.html");
    this.call(this.program, "report", directory, "--out", path);
    return pathToFileURL(path).href;
  }

  private call(program: string, ...words: string[]): string {
    return execFileSync(program, words, { encoding: "utf8", maxBuffer: 1 << 30,
      env: { ...process.env, DRAWDOWN: this.program }, stdio: ["ignore", "pipe", "pipe"] });
  }
}
