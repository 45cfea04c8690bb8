// axe on every state of the inbox, light and dark, desktop and phone: 0 violations.
import { axe, conversation, DESKTOP, live, person, PHONE } from "./lib.mjs";

export default async function axeInbox({ server, browser, checks, api }) {
  const talk = await conversation(api, "Axel Axe", ["Hello, see https://example.com", "And one more"]);
  await api.post(`/conversations/${talk.id}/messages`, { kind: "text", body: "Answer" });
  await api.post(`/conversations/${talk.id}/messages`, { kind: "note", body: "A note" });
  await api.post(`/conversations/${talk.id}/scheduled-messages`, { kind: "text", body: "Later", send_at: new Date(Date.now() + 86_400_000).toISOString() });
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
      await page.locator("[role=dialog]").waitFor({ state: "detached" });
      await page.keyboard.press("f");
      await page.waitForSelector("[data-find]");
      await clean("find");
      await page.keyboard.press("Escape");
      await page.waitForSelector("[data-scheduled-count] button");
      await page.click("[data-scheduled-count] button");
      await page.waitForSelector("[data-scheduled]");
      await clean("scheduled messages");
      for (const [key, what] of [["s", "send later"], ["w", "watchers"], ["t", "another inbox"], ["Shift+M", "merge"]]) {
        await page.locator("[data-log]").focus();
        await page.keyboard.press(key);
        await page.waitForSelector("[role=dialog]");
        await clean(what);
        await page.keyboard.press("Escape");
        await page.locator("[role=dialog]").waitFor({ state: "detached" });
      }
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
