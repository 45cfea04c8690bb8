// axe on every page of sign-in, settings, contacts and search, light and dark, desktop and phone: 0
// violations. Also tells errors in the console.
import areas from "./areas.shots.mjs";
import { axe, DESKTOP, person, PHONE } from "./lib.mjs";

export default async function axeAreas({ server, browser, checks, api }) {
  const pages = await areas(api);
  for (const theme of ["light", "dark"]) {
    for (const [size, viewport] of [["desktop", DESKTOP], ["phone", PHONE]]) {
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
