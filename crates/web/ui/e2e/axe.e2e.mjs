// axe on every state of the inbox, light and dark, desktop and phone: 0 violations.
import { axe, conversation, DESKTOP, live, person, PHONE } from "./lib.mjs";

export default async function axeInbox({ server, browser, checks, api }) {
  const talk = await conversation(api, "Axel Axe", ["Hello, see https://example.com", "And one more"]);
  await api.post(`/conversations/${talk.id}/messages`, { kind: "text", body: "Answer" });
  await api.post(`/conversations/${talk.id}/messages`, { kind: "note", body: "A note" });
  for (const theme of ["light", "dark"]) {
    for (const [size, viewport] of [["desktop", DESKTOP], ["phone", PHONE]]) {
      const { page, context } = await person(browser, server, { viewport, prefs: { theme } });
      const name = (what) => `${what}, ${theme}, ${size}`;
      const clean = async (what) => checks.equal(name(what), await axe(page), []);
      await live(page);
      await page.waitForSelector("[data-conversation]");
      await clean("list");
      await page.goto(`${server.url}/inbox/${talk.id}`);
      await page.waitForSelector("[data-log] article");
      if (size === "desktop") await page.waitForSelector("aside h2");
      await clean("thread");
      await page.click("[data-composer]");
      await page.keyboard.type("/h");
      await page.waitForSelector("[role=listbox] [role=option][aria-selected=true]");
      await clean("canned responses");
      await page.keyboard.press("Escape");
      await page.fill("[data-composer]", "");
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+k");
      await page.waitForSelector("[cmdk-root]");
      await clean("palette");
      await page.keyboard.press("Escape");
      await page.keyboard.press("?");
      await page.waitForSelector("[role=dialog] dl");
      await clean("shortcut help");
      await page.keyboard.press("Escape");
      if (size === "desktop") {
        await page.keyboard.press("a");
        await page.waitForSelector("[role=menu]");
        await clean("assign menu");
        await page.keyboard.press("Escape");
        await page.keyboard.press("x");
        await page.waitForSelector("[data-bulk]");
        await clean("bulk bar");
      }
      checks.equal(name("no errors"), page.errors, []);
      await context.close();
    }
  }
}
