// 390 px: list and thread are screens of their own, nothing is wider than the screen, targets are large.
import { conversation, live, person, PHONE, until } from "./lib.mjs";

export default async function phone({ server, browser, checks, api }) {
  const talk = await conversation(api, "Pia Phone", ["A rather long message from a phone, so that it has to break into several lines here", "Ok?"]);
  const { page } = await person(browser, server, { viewport: PHONE, hasTouch: true, isMobile: true });
  await live(page);
  const row = page.locator(`[data-conversation="${talk.id}"]`);
  await row.waitFor();
  const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  checks.check("the list fits", await fits());
  checks.check("the thread is not there yet", (await page.locator("[data-thread]").count()) === 0);
  await row.tap();
  await page.waitForSelector("[data-log] article");
  checks.check("the thread takes the screen", !(await row.isVisible()));
  checks.check("the thread fits", await fits());
  const small = await page.evaluate(() =>
    [...document.querySelectorAll("button, a[href]")].filter((node) => node.checkVisibility() && !node.closest("article, .sr-only") && !node.classList.contains("sr-only")).flatMap((node) => {
      const { width, height } = node.getBoundingClientRect();
      return width < 24 || height < 24 ? [`${node.getAttribute("aria-label") ?? node.textContent} ${width}x${height}`] : [];
    }),
  );
  checks.equal("no target is smaller than 24 px", small, []);
  await page.fill("[data-composer]", "From the phone");
  await page.tap("[data-send]");
  checks.check("sending works", (await until(async () => (await page.locator("[data-log]").innerText()).includes("From the phone"))) !== null);
  await page.getByRole("button", { name: /Pia Phone.*details/ }).tap();
  await page.waitForSelector("[role=dialog] h2");
  checks.check("the contact is a sheet", (await until(async () => (await page.locator("[role=dialog]").innerText()).includes("Pia Phone"))) !== null);
  checks.check("the sheet fits", await fits());
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Back" }).tap();
  checks.check("back leads to the list", (await until(() => row.isVisible())) !== null);
  await page.setViewportSize({ width: 320, height: 700 });
  checks.check("320 px: nothing is cut", await fits());
  checks.equal("no errors", page.errors, []);
}
