// Runs all e2e/*.e2e.mjs (or those whose names are given) against one server. Each exports
// `default async ({ server, browser, checks, api })`. Ends with "N passed, N failed". A script that fails is told
// and run once more from its beginning: what a busy machine delays is no fault, what fails twice is.
import { existsSync, readdirSync } from "node:fs";
import { Checks, launch, signedIn } from "./lib.mjs";
import { startServer } from "./server.mjs";

if (!existsSync(process.env.CHROMIUM ?? "/usr/bin/chromium")) {
  console.log("skipped: there is no Chromium (CHROMIUM names it)");
  process.exit(0);
}
const wanted = process.argv.slice(2);
const files = readdirSync(new URL(".", import.meta.url))
  .filter((name) => name.endsWith(".e2e.mjs") && (wanted.length === 0 || wanted.some((part) => name.startsWith(part))))
  .sort();
const server = await startServer();
const browser = await launch();
const checks = new Checks();
try {
  const api = await signedIn(server);
  for (const name of files) {
    const module = await import(`./${name}`);
    for (const attempt of [1, 2]) {
      console.log(attempt === 1 ? name : `${name} again`);
      const own = new Checks();
      try {
        await module.default({ server, browser, checks: own, api });
      } catch (error) {
        own.check(`${name} ran to its end`, false, error.stack ?? String(error));
      }
      for (const context of browser.contexts()) await context.close();
      if (own.failed > 0 && attempt === 1) continue;
      checks.passed += own.passed;
      checks.failed += own.failed;
      break;
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
console.log(`${checks.passed} passed, ${checks.failed} failed`);
process.exit(checks.failed > 0 ? 1 : 0);
