// Reviews of real runs for the tests of the pages: made by the program, once.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

import type { Given } from "../../src/review";

/** Names that a page must show and never obey. */
export const HOSTILE = [
  `"><img src=x onerror="window.obeyed=1">`, `'; alert(1); // </script><script>window.obeyed=1`,
  "🦆🚀 données & <b>bold</b>", "مستأجر البحث", "{a|{value}} %s ${x} \\u0000", "n".repeat(10_240),
];

export class Pages {
  private readonly folder = mkdtempSync(join(tmpdir(), "drawdown-page-"));
  private readonly program: string;

  constructor(program: string) {
    this.program = resolve(program);
  }

  /** Simulates a shipped scenario; the run directory. */
  run(name: string, ...more: string[]): string {
    const out = join(this.folder, `${name}-${more.length}`);
    this.call(this.program, "run", `../analysis/studies/${name}.yaml`, "--out", out, "--events",
      ...more);
    return out;
  }

  study(name: string): string {
    const out = join(this.folder, name);
    this.call(this.program, "study", "run", `../analysis/studies/${name}.yaml`, "--out", out);
    return out;
  }

  /** What the page of a run, of two or of a study is given. */
  review(...directories: string[]): Given {
    return JSON.parse(this.call(this.program, "report", "--json", ...directories)) as Given;
  }

  /** That of a run without a ledger, with invented dollars. */
  reviewWithMoney(directory: string): Given {
    return JSON.parse(this.call("python3", "-B", "tests/make_review.py", directory,
      "--contracts")) as Given;
  }

  /** The address of the page that the program writes. */
  written(directory: string): string {
    const path = join(this.folder, "written.html");
    this.call(this.program, "report", directory, "--out", path);
    return pathToFileURL(path).href;
  }

  /** The address of the page of a review. */
  page(name: string, review: Given): string {
    const template = readFileSync("build/page.html", "utf8");
    const packed = gzipSync(JSON.stringify(review)).toString("base64");
    const path = join(this.folder, `${name}.html`);
    writeFileSync(path, template.replace("@REVIEW@", packed));
    return pathToFileURL(path).href;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private call(program: string, ...words: string[]): string {
    return execFileSync(program, words, { encoding: "utf8", maxBuffer: 1 << 30,
      env: { ...process.env, DRAWDOWN: this.program }, stdio: ["ignore", "pipe", "pipe"] });
  }
}
