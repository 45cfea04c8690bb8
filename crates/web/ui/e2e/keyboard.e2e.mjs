// From signing in to the next conversation without a pointer.
import { conversation, live, person, until } from "./lib.mjs";

export default async function keyboard({ server, browser, checks, api }) {
  for (const name of ["Kim Key", "Kay Board"]) await conversation(api, name, ["Please help"]);
  const { page } = await person(browser, server, { path: "/inbox" });
  await live(page);
  await page.waitForSelector("[data-conversation]");
  const openId = () => /inbox\/([0-9a-f-]+)/.exec(page.url())?.[1] ?? null;
  const focus = () => page.evaluate(() => document.activeElement?.outerHTML.slice(0, 900) ?? "");

  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await until(() => openId() !== null);
  const first = openId();
  checks.check("J and Enter open a conversation", first !== null);
  await page.waitForSelector("[data-log] article");
  await page.keyboard.press("r");
  await until(async () => (await focus()).includes("data-composer"));
  checks.check("R goes to the composer", (await focus()).includes("data-composer"), await focus());
  await page.keyboard.type("By keyboard");
  await page.keyboard.press("Enter");
  checks.check("Enter sends", (await until(async () => (await page.locator("[data-log]").innerText()).includes("By keyboard"))) !== null);
  const leave = async () => {
    await page.keyboard.press("Escape");
    await until(async () => !(await focus()).includes("data-composer"));
  };
  await leave();
  await page.keyboard.press("n");
  await until(async () => (await focus()).includes('aria-label="Private note"'));
  await page.keyboard.type("Note @");
  await page.waitForSelector("[role=listbox] [role=option][aria-selected=true]");
  await page.keyboard.press("Enter");
  checks.check("@ names a member", /^Note @\w+/.test(await page.inputValue("[data-composer]")), await page.inputValue("[data-composer]"));
  await page.keyboard.press("Control+Enter");
  checks.check("a note is written", (await until(async () => (await page.locator('[data-kind="note"]').count()) > 0)) !== null);
  await leave();
  await page.keyboard.press("i");
  checks.check("I assigns to me", (await until(async () => (await api.get(`/conversations/${first}`)).assignee_id === api.user.user_id)) !== null);
  await page.keyboard.press("z");
  checks.check("Z opens the snooze menu", (await page.waitForSelector("[role=menu]").catch(() => null)) !== null);
  await page.keyboard.press("Escape");
  await until(async () => (await page.locator("[role=menu]").count()) === 0);
  await page.keyboard.press("e");
  checks.check("E resolves", (await until(async () => (await api.get(`/conversations/${first}`)).status === "resolved")) !== null);
  await page.keyboard.press("e");
  checks.check("E opens again", (await until(async () => (await api.get(`/conversations/${first}`)).status === "open")) !== null);
  await page.keyboard.press("j");
  checks.check("J opens the next one", (await until(() => openId() !== first)) !== null);
  await page.keyboard.press("u");
  checks.check("U goes back to the list", (await until(() => openId() === null)) !== null);
  checks.check("and the list has the focus", (await until(async () => (await focus()).includes("listbox"))) !== null, await focus());
  await page.keyboard.press("x");
  await page.keyboard.press("Shift+J");
  checks.check("X and Shift+J select", (await until(async () => Number(await page.getAttribute("[data-bulk]", "data-bulk").catch(() => 0)) >= 2)) !== null);
  const rows = await page.locator("[data-conversation]").evaluateAll((list) => list.filter((row) => row.getAttribute("aria-selected") === "true").map((row) => row.dataset.conversation));
  await page.click('[data-bulk] button[aria-label="Resolve"]');
  const undo = page.getByText(/conversations changed/).locator("..").getByRole("button", { name: "Undo" });
  // Pointed at it stays, however long the server takes.
  await undo.hover();
  checks.check("a batch resolves them all", (await until(async () => (await Promise.all(rows.map((id) => api.get(`/conversations/${id}`)))).every((it) => it.status === "resolved"))) !== null);
  await undo.click();
  checks.check("Undo opens them all again", (await until(async () => (await Promise.all(rows.map((id) => api.get(`/conversations/${id}`)))).every((it) => it.status === "open"))) !== null);
  await page.keyboard.press("/");
  await until(async () => (await focus()).includes("search"));
  await page.keyboard.type("Kay Board");
  checks.check("/ searches the list", (await until(async () => (await page.locator("[data-conversation]").count()) === 1)) !== null);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.waitForSelector("[cmdk-root]");
  await page.keyboard.type("Snoozed");
  await page.keyboard.press("Enter");
  checks.check("the palette changes the view", (await until(() => page.url().includes("view=snoozed"))) !== null, page.url());
  checks.equal("no errors", page.errors, []);
}
