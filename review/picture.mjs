// Draws the top of a page, as the README shows it: node picture.mjs PAGE.html PICTURE.png

import { chromium } from "playwright-core";
import { resolve } from "node:path";

const [page, picture] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox"] });
const screen = await browser.newPage({ viewport: { width: 1240, height: 1430 },
  colorScheme: "light", reducedMotion: "reduce" });
await screen.goto(`file://${resolve(page)}`);
await screen.waitForSelector("#causes [data-values]");
await screen.screenshot({ path: picture });
await browser.close();
