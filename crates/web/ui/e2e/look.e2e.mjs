// Dark, right-to-left, other languages: what must hold in each.
import { conversation, live, person } from "./lib.mjs";

export default async function look({ server, browser, checks, api }) {
  const talk = await conversation(api, "Layla Look", ["مرحبا", "Hello"]);
  await api.post(`/conversations/${talk.id}/messages`, { kind: "text", body: "Answer" });
  const path = `/inbox/${talk.id}`;

  const dark = await person(browser, server, { path, prefs: { theme: "dark" } });
  await live(dark.page);
  const shade = await dark.page.evaluate(() => {
    const canvas = document.createElement("canvas").getContext("2d");
    canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data[0];
  });
  checks.check("dark is dark", shade < 60, String(shade));
  await dark.context.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.body) return;
      globalThis.firstTheme = document.documentElement.dataset.theme ?? "none";
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  await dark.page.reload();
  checks.equal("the theme is set before there is anything to draw", await dark.page.evaluate(() => globalThis.firstTheme), "dark");

  const rtl = await person(browser, server, { path, direction: "rtl" });
  await rtl.page.waitForSelector("[data-log] article");
  await rtl.page.waitForSelector("[data-list]");
  const places = await rtl.page.evaluate(() => {
    const left = (selector) => document.querySelector(selector)?.getBoundingClientRect().left ?? -1;
    const bubbles = [...document.querySelectorAll("[data-log] article")].map((node) => node.querySelector(".rounded-2xl").getBoundingClientRect().left);
    return { nav: left("nav"), list: left("[data-list]"), thread: left("[data-thread]"), theirs: bubbles[0], ours: bubbles.at(-1), wide: document.documentElement.scrollWidth <= innerWidth };
  });
  checks.check("right to left: rail, list, thread", places.nav > places.list && places.list > places.thread, JSON.stringify(places));
  checks.check("right to left: theirs at the right, ours at the left", places.theirs > places.ours, JSON.stringify(places));
  checks.check("right to left: nothing is cut", places.wide);

  try {
    for (const [locale, word] of [["fr", "Écrivez"], ["es", "Escribe"], ["pt", "Escreva"]]) {
      // The language is the user's.
      await api.patch("/auth/me", { locale });
      const { page, context } = await person(browser, server, { path });
      await page.waitForSelector("[data-composer]");
      checks.check(`${locale} is spoken`, ((await page.getAttribute("[data-composer]", "placeholder")) ?? "").startsWith(word));
      checks.equal(`${locale} is the page's language`, await page.getAttribute("html", "lang"), locale);
      checks.equal(`${locale}: no errors`, page.errors, []);
      await context.close();
    }
  } finally {
    await api.patch("/auth/me", { locale: "en" });
  }
  checks.equal("no errors", [...dark.page.errors, ...rtl.page.errors], []);
}
