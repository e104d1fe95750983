// Builds build/page.html, the page without its review; with --tests, the tests in its place.

import { build } from "esbuild";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";

const COMMON = { bundle: true, legalComments: "none", logLevel: "warning" };

async function page() {
  const script = await build({ ...COMMON, entryPoints: ["src/main.ts"], format: "iife",
    target: "es2022", minify: true, write: false });
  const style = await build({ ...COMMON, entryPoints: ["src/style.css"], minify: true,
    write: false });
  const licences = await Promise.all(["echarts/LICENSE", "echarts/NOTICE", "zrender/LICENSE",
    "tslib/LICENSE.txt"].map((name) => readFile(`node_modules/${name}`, "utf8")));
  const parts = {
    // Of what is bundled; its terms ask for them wherever it goes.
    LICENCES: licences.join("\n"),
    // What would end the element that it stands in.
    SCRIPT: script.outputFiles[0].text.replaceAll("</script", "<\\/script").trim(),
    STYLE: style.outputFiles[0].text.trim(),
  };
  const template = await readFile("src/page.html", "utf8");
  const made = template.replaceAll(/@(LICENCES|SCRIPT|STYLE)@/g, (_, name) => parts[name]);
  if (made.split("@REVIEW@").length !== 2) throw new Error("the page must have @REVIEW@ once");
  await mkdir("build", { recursive: true });
  await writeFile("build/page.html", made);
}

async function tests(folder) {
  const names = (await readdir(`tests/${folder}`))
    .filter((name) => /\.(test|bench)\.ts$/.test(name));
  await build({ ...COMMON, entryPoints: names.map((name) => `tests/${folder}/${name}`),
    format: "esm", platform: "node", target: "node18", packages: "external",
    outdir: `build/tests/${folder}`, outExtension: { ".js": ".mjs" } });
}

if (process.argv.includes("--tests")) {
  await tests("unit");
  await tests("browser");
} else {
  await page();
}
