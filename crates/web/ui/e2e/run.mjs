// Runs all e2e/*.e2e.mjs (or those whose names are given) against one server. Each exports
// `default async ({ server, browser, checks, api })`. Ends with "N passed, N failed". Nothing is tried again, and
// nothing waits for a time: a check waits for what it checks, as long as a busy machine may take.
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
    console.log(name);
    try {
      await module.default({ server, browser, checks, api });
    } catch (error) {
      checks.check(`${name} ran to its end`, false, error.stack ?? String(error));
    }
    for (const context of browser.contexts()) await context.close();
  }
} finally {
  await browser.close();
  await server.stop();
}
console.log(`${checks.passed} passed, ${checks.failed} failed`);
process.exit(checks.failed > 0 ? 1 : 0);
