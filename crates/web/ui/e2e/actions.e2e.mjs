// What is done to a conversation by keys and the palette: watched, moved to another inbox, merged into
// another one; messages that are sent later.
import { conversation, live, person, until } from "./lib.mjs";

export default async function actions({ server, browser, checks, api }) {
  const talk = await conversation(api, "Aki Actions", ["First of the one"]);
  const inbox = await api.post("/inboxes", { name: `Second desk ${Date.now()}`, channel: talk.inbox.channel });
  const { contact } = await api.get(`/conversations/${talk.id}`);
  const other = await api.post("/conversations", { inbox_id: inbox.id, contact_id: contact.id, subject: "The other one", message: { kind: "text", body: "First of the other" } });
  const { page } = await person(browser, server, { path: `/inbox/${talk.id}` });
  await live(page);
  await page.waitForSelector("[data-log] article");
  const dialog = page.getByRole("dialog");
  const now = () => api.get(`/conversations/${talk.id}`);
  const watchers = async () => (await api.get(`/conversations/${talk.id}/participants`)).items.map((one) => one.user_id);
  const watches = async (user) => (await watchers()).includes(user);
  const colleague = (await api.get("/members?limit=100")).items.find((one) => one.user_id !== api.user.user_id && one.role !== "bot" && !one.disabled_at);

  await page.keyboard.press("w");
  const mine = dialog.getByRole("checkbox").first();
  await mine.waitFor();
  const before = await watches(api.user.user_id);
  checks.equal("W tells whether one watches", await mine.isChecked(), before);
  await mine.click();
  checks.check("and changes it", (await until(async () => (await watches(api.user.user_id)) !== before)) !== null);
  const box = dialog.getByRole("checkbox", { name: colleague.name });
  checks.check("it tells that a colleague does not", !(await box.isChecked()));
  await box.click();
  checks.check("a colleague is made to watch", (await until(() => watches(colleague.user_id))) !== null);
  const { length: count } = await watchers();
  checks.check("and the dialog counts them", (await until(() => dialog.innerText().then((text) => text.includes(`${count} `)))) !== null);
  await box.click();
  checks.check("and taken off again", (await until(async () => !(await watches(colleague.user_id)))) !== null);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });

  await page.keyboard.press("t");
  await dialog.getByRole("combobox").selectOption(inbox.id);
  await dialog.getByRole("button", { name: "Move" }).click();
  checks.check("T moves it to another inbox", (await until(async () => (await now()).inbox_id === inbox.id)) !== null);
  checks.check("and the head names it", (await until(() => page.locator("[data-thread] > header").innerText().then((text) => text.includes("Second desk")))) !== null);
  await dialog.waitFor({ state: "detached" });

  await overtaken({ page, api, talk, checks });
  await later({ page, api, talk, checks, dialog });

  await page.keyboard.press("Control+k");
  await page.waitForSelector("[cmdk-root]");
  await page.keyboard.type("Merge into");
  await page.keyboard.press("Enter");
  await dialog.getByRole("radio").first().waitFor();
  checks.equal("the palette offers the contact's other conversations alone", await dialog.getByRole("radio").count(), 1);
  checks.check("nothing is merged before one is chosen", await dialog.getByRole("button", { name: "Merge" }).isDisabled());
  await dialog.getByRole("radio").check();
  await dialog.getByRole("button", { name: "Merge" }).click();
  checks.check("after it the other one is open", (await until(() => page.url().includes(other.id))) !== null, page.url());
  checks.check("with the messages of both", (await until(() => page.locator("[data-log]").innerText().then((text) => text.includes("First of the other") && text.includes("First of the one"), () => false))) !== null);
  checks.check("and the one is gone from the list", (await until(async () => (await page.locator(`[data-conversation="${talk.id}"]`).count()) === 0)) !== null);
  await page.goto(`${server.url}/inbox/${talk.id}`);
  checks.check("its address leads to the other", (await until(() => page.url().includes(other.id), 10_000)) !== null, page.url());
  checks.equal("no errors", page.errors, []);
}

async function later({ page, api, talk, checks, dialog }) {
  const pending = () => api.get(`/conversations/${talk.id}/scheduled-messages`).then(({ items }) => items);
  await page.keyboard.press("s");
  const form = page.getByRole("dialog", { name: "Send later" });
  checks.check("S says that there is nothing to send later", (await until(() => form.innerText().then((text) => text.includes("Write the message first"), () => false))) !== null);
  await page.keyboard.press("Escape");
  await page.fill("[data-composer]", "See you tomorrow");
  await page.getByRole("button", { name: "Send later" }).click();
  await form.getByRole("button", { name: /^Tomorrow/ }).click();
  await form.getByRole("button", { name: "Schedule" }).click();
  const strip = page.locator("[data-scheduled-count]");
  checks.check("a message is scheduled", (await until(async () => (await strip.getAttribute("data-scheduled-count").catch(() => null)) === "1")) !== null);
  const [message] = await pending();
  checks.equal("with its text", message?.body, "See you tomorrow");
  checks.check("for tomorrow", message !== undefined && new Date(message.send_at).getDate() === new Date(Date.now() + 86_400_000).getDate());
  checks.equal("and nothing is left in the composer", await page.inputValue("[data-composer]"), "");
  await strip.getByRole("button").first().click();
  await strip.getByRole("button", { name: "Edit" }).click();
  await dialog.getByLabel("Text").fill("See you the day after");
  await dialog.getByRole("button", { name: "Save" }).click();
  checks.check("its text is changed", (await until(async () => (await pending())[0]?.body === "See you the day after")) !== null);
  checks.check("and shown", (await until(() => strip.innerText().then((text) => text.includes("the day after")))) !== null);
  await dialog.waitFor({ state: "detached" });
  await strip.getByRole("button", { name: "Do not send" }).click();
  checks.check("it is taken off", (await until(async () => (await pending()).length === 0)) !== null);
  await page.getByRole("button", { name: "Undo" }).last().click();
  checks.check("Undo schedules it again", (await until(async () => (await pending()).length === 1)) !== null);
  // Another tab of the same person, as far as this page can tell.
  await api.post(`/conversations/${talk.id}/scheduled-messages`, { kind: "text", body: "From elsewhere", send_at: new Date(Date.now() + 3_600_000).toISOString() });
  checks.check("one that was scheduled elsewhere appears", (await until(async () => (await strip.getAttribute("data-scheduled-count").catch(() => null)) === "2")) !== null);
  await strip.locator("li", { hasText: "the day after" }).getByRole("button", { name: "Send now" }).click();
  checks.check("Send now sends it", (await until(async () => (await page.locator("[data-log]").innerText()).includes("See you the day after"))) !== null);
  checks.equal("and it no longer waits", (await pending()).map((one) => one.body), ["From elsewhere"]);
}

/** Somebody else's change reaches the server before one's own. */
async function overtaken({ page, api, talk, checks }) {
  const path = `/conversations/${talk.id}`;
  const before = async (pattern, method, change, act) => {
    let first = true;
    await page.route(pattern, async (route) => {
      if (route.request().method() === method && first) {
        first = false;
        await change();
      }
      await route.continue();
    });
    await act();
  };
  const toasts = page.getByRole("region", { name: "Notifications" });
  const told = (text) => until(() => toasts.innerText().then((all) => all.includes(text)));
  const choose = (name) => async () => {
    await page.getByRole("button", { name: "More actions" }).first().click();
    await page.getByRole("menuitemcheckbox", { name }).click();
  };
  await before(`**/api/v1${path}`, "PATCH", () => api.patch(path, { priority: "urgent" }), choose("Low"));
  checks.check("a priority that was changed meanwhile is told with who did it", (await told("You changed it first. Now it is: Urgent.")) !== null, await toasts.innerText());
  checks.equal("and stays", (await api.get(path)).priority, "urgent");
  await toasts.getByRole("button", { name: "Do it again" }).click();
  checks.check("until one does it again", (await until(async () => (await api.get(path)).priority === "low")) !== null);
  await before(`**/api/v1${path}`, "PATCH", () => api.patch(path, { subject: "Another subject" }), choose("High"));
  checks.check("another change is no reason to ask", (await until(async () => (await api.get(path)).priority === "high")) !== null);
  await before(`**/api/v1${path}/status`, "POST", () => api.post(`${path}/status`, { status: "resolved" }), async () => {
    await page.keyboard.press("z");
    await page.getByRole("menuitem", { name: /^Tomorrow/ }).click();
  });
  checks.check("nor can what was resolved meanwhile sleep without being asked", (await told("You changed it first. Now it is: Resolved.")) !== null, await toasts.innerText());
  await toasts.getByRole("button", { name: "Do it again" }).last().click();
  checks.check("done again it sleeps", (await until(async () => (await api.get(path)).status === "snoozed")) !== null);
  await page.keyboard.press("e");
  await until(async () => (await api.get(path)).status === "resolved");
  await page.keyboard.press("e");
  await until(async () => (await api.get(path)).status === "open");
}
