// Runs all e2e/*.e2e.mjs (or those whose names are given) against one server. Each exports
// `default async ({ server, browser, checks, api })`. Ends with "N passed, N failed". Nothing waits for a time: a
// check waits for what it checks, as long as a busy machine may take. A script that fails is run once more: if it
// passes then, the end says FLAKY with what had failed, and that is a fault of the script or of the app to be mended.
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
let passed = 0;
const flaky = [];
const failures = [];
try {
  const api = await signedIn(server);
  const run = async (name) => {
    console.log(name);
    const checks = new Checks(name);
    try {
      const module = await import(`./${name}`);
      await module.default({ server, browser, checks, api });
    } catch (error) {
      checks.check("ran to its end", false, error.stack ?? String(error));
    }
    for (const context of browser.contexts()) await context.close();
    passed += checks.passed;
    return checks.failures;
  };
  for (const name of files) {
    const first = await run(name);
    const second = first.length > 0 ? await run(name) : first;
    (second.length > 0 ? failures : flaky).push(...first);
  }
} finally {
  await browser.close();
  await server.stop();
}
// Said again at the end: of a long log it is the middle that gets lost.
for (const failure of flaky) console.log(`FLAKY ${failure}`);
for (const failure of failures) console.log(`FAIL ${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length > 0 ? 1 : 0);
