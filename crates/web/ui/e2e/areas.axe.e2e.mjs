// axe on every page of sign-in, settings, contacts and search: 0 violations. Also tells errors in the
// console. Light at a desktop and dark on a phone; with AXE=all each theme at each size.
import areas from "./areas.shots.mjs";
import { axe, DESKTOP, person, PHONE } from "./lib.mjs";

export default async function axeAreas({ server, browser, checks, api }) {
  const pages = await areas(api);
  for (const theme of ["light", "dark"]) {
    for (const [size, viewport] of [["desktop", DESKTOP], ["phone", PHONE]]) {
      if (process.env.AXE !== "all" && (theme === "light") !== (size === "desktop")) continue;
      const { page, context } = await person(browser, server, { viewport, prefs: { theme } });
      for (const { name, path, act } of pages) {
        await page.goto(server.url + path);
        await page.waitForSelector("main h1:visible, main p:visible, nav h1:visible");
        await page.waitForSelector("[role=status][aria-label=Loading], .skeleton", { state: "detached" });
        await act?.(page, size);
        if (act) await page.waitForSelector("[role=dialog]");
        checks.equal(`${name}, ${theme}, ${size}`, await axe(page), []);
      }
      checks.equal(`no errors in the console, ${theme}, ${size}`, page.errors, []);
      await context.close();
    }
  }
}
