// Screenshots of every screen, 1440x900 and 390x844, light and dark, into the folder given. Other areas
// add theirs as e2e/*.shots.mjs: `export default (api) => [{ name, path, act?(page) }]`.
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { conversation, DESKTOP, launch, live, person, PHONE, signedIn } from "./lib.mjs";
import { startServer } from "./server.mjs";

const folder = process.argv[2];
if (!folder) {
  console.error("usage: npm run screenshots -- FOLDER [NAME…]");
  process.exit(2);
}
const wanted = process.argv.slice(3);
mkdirSync(folder, { recursive: true });
const server = await startServer();
const browser = await launch();
try {
  const api = await signedIn(server);
  const files = readdirSync(new URL(".", import.meta.url)).filter((name) => name.endsWith(".shots.mjs"));
  const lists = await Promise.all(files.map(async (name) => (await import(`./${name}`)).default(api, conversation)));
  const shots = lists.flat().filter((shot) => wanted.length === 0 || wanted.some((part) => shot.name.startsWith(part)));
  for (const [size, viewport] of [["desktop", DESKTOP], ["phone", PHONE]]) {
    for (const theme of ["light", "dark"]) {
      const { page, context } = await person(browser, server, { viewport, prefs: { theme } });
      await live(page);
      for (const shot of shots) {
        await page.goto(server.url + shot.path);
        await page.waitForTimeout(900);
        try {
          await shot.act?.(page, size);
          await page.waitForTimeout(400);
        } catch (error) {
          console.error(`${shot.name}: ${error.message.split("\n")[0]}`);
        }
        await page.screenshot({ path: join(folder, `${shot.name}-${size}-${theme}.png`) });
        await shot.after?.(page);
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
