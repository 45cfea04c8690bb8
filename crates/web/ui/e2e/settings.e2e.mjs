// The pages that list one kind of thing: each is made, changed and deleted by hand, and is then on the server
// as it was entered.
import { axe, conversation, live, person, until } from "./lib.mjs";

/** `fields` of a new one by their names, and one that is changed then. */
const THINGS = [
  { page: "/settings/inboxes", list: "/inboxes", button: "New inbox", fields: { name: "Side door" }, change: ["name", "Back door"] },
  { page: "/settings/canned", list: "/canned-responses", button: "New reply", fields: { code: "e2e_hi", title: "E2E greeting", body: "Hi {{contact.first_name}}" }, change: ["title", "E2E welcome"] },
  { page: "/settings/macros", list: "/macros", button: "New macro", fields: { name: "Close it" }, change: ["name", "Shut it"] },
  { page: "/settings/attributes", list: "/attribute-definitions", button: "New field", fields: { title: "Shoe size", key: "e2e_shoe" }, change: ["title", "Boot size"] },
  { page: "/contacts/companies", list: "/companies", button: "New company", fields: { name: "Acorn" }, change: ["name", "Oak"] },
  // A view is made in the inbox.
  { page: "/settings/views", list: "/views", body: { filter: { all: [] } }, fields: { name: "E2E view" }, change: ["name", "Other view"] },
  { page: "/settings/labels", list: "/labels", button: "New label", fields: { name: "e2e-label", color: "#aa3366" }, change: ["name", "e2e-tag"] },
  { page: "/settings/teams", list: "/teams", button: "New team", fields: { name: "E2E team" }, change: ["name", "E2E crew"] },
];

const closed = (page) => page.waitForSelector("[role=dialog]", { state: "detached" });

/** What needs the server waits for it, with its reason, and the dialog gives the focus back. */
async function offline({ server, browser, checks, api }) {
  const { page, context } = await person(browser, server, { path: "/settings/teams" });
  await live(page);
  await page.getByRole("button", { name: "New team" }).first().click();
  const name = page.locator("[role=dialog] [name=name]");
  await name.fill("Offline team");
  const submit = (disabled) => page.getByRole("dialog").getByRole("button", { name: "Save", disabled });
  await submit(false).waitFor();
  await context.setOffline(true);
  await submit(true).waitFor();
  checks.equal("offline the button says why it waits", await submit(true).getAttribute("title"), "Possible once the connection is back");
  checks.check("and so does the dialog", await page.getByRole("dialog").getByRole("status").isVisible());
  await name.press("Enter");
  await submit(true).click({ force: true });
  checks.equal("nothing is sent, what was typed is there", await name.inputValue(), "Offline team");
  checks.equal("no violations while it waits", await axe(page), []);
  await context.setOffline(false);
  await submit(false).waitFor();
  checks.check("it comes back by itself", true);
  await name.press("Enter");
  await closed(page);
  checks.check("and sends", (await api.get("/teams?limit=100")).items.some((team) => team.name === "Offline team"));
  const opener = page.getByRole("button", { name: "New team" }).first();
  checks.check("the focus is where it was", (await until(() => opener.evaluate((node) => node === document.activeElement))) !== null);
  // A part that was not fetched yet: the page stays, and the part comes with the connection.
  await page.evaluate(() => { globalThis.same = true; });
  await context.setOffline(true);
  await page.waitForSelector('[data-net="offline"]', { state: "attached" });
  await page.getByRole("link", { name: "Keyboard shortcuts" }).click();
  await page.waitForURL(/shortcuts/);
  await context.setOffline(false);
  await page.getByRole("heading", { name: "Keyboard shortcuts" }).waitFor();
  checks.check("what is not there yet is waited for, and nothing is loaded anew", await page.evaluate(() => globalThis.same === true));
  checks.equal("no errors", page.errors, []);
}

/** Name and language belong to the user: colleagues see the one, every browser speaks the other. */
async function profile({ server, browser, checks, api }) {
  const { name } = await api.get("/auth/me");
  const { page, context } = await person(browser, server, { path: "/settings/profile" });
  await page.fill("[name=name]", "Dana Demo");
  await page.selectOption("[name=locale]", "fr");
  await page.locator("main [type=submit]").click();
  await page.getByRole("heading", { name: "Profil", exact: true }).waitFor();
  checks.check("the page speaks the new language", true);
  const me = await api.get("/auth/me");
  checks.equal("the server has both", [me.name, me.locale], ["Dana Demo", "fr"]);
  const other = await person(browser, server, { path: "/settings/members" });
  await other.page.getByRole("heading", { name: "Membres" }).waitFor();
  checks.check("another browser speaks it too", true);
  checks.check("and shows the new name", (await until(() => other.page.getByText("Dana Demo").first().isVisible())) !== null);
  await api.patch("/auth/me", { name, locale: "en" });
  await page.reload();
  await page.getByRole("heading", { name: "Profile" }).waitFor();
  checks.check("a change elsewhere is taken over with the session", true);
  checks.equal("no errors", [...page.errors, ...other.page.errors], []);
  await context.close();
  await other.context.close();
}

/** A label that is renamed is renamed wherever it is shown, without a reload. */
async function renamed({ server, browser, checks, api }) {
  const talk = await conversation(api, "Lena Label", ["Hello"]);
  const label = await api.post("/labels", { name: "before-it", color: "#336699" });
  await api.put(`/conversations/${talk.id}/labels/before-it`);
  const { page, context } = await person(browser, server);
  await live(page);
  const row = page.locator(`[data-conversation="${talk.id}"]`);
  const shows = (name) => until(() => row.getByRole("img", { name }).isVisible());
  checks.check("a label is in the list", (await shows("before-it")) !== null);
  await api.patch(`/labels/${label.id}`, { name: "after-it" });
  checks.check("and there by its new name", (await shows("after-it")) !== null);
  await api.delete(`/labels/${label.id}`);
  await context.close();
}

async function audit({ server, browser, checks }) {
  const { page, context } = await person(browser, server, { path: "/settings/audit-log" });
  const actions = () => page.locator("table tbody tr td:nth-child(3)").allInnerTexts();
  await until(async () => (await actions()).length > 1);
  await page.getByLabel("What", { exact: true }).selectOption("signed_in");
  checks.check("what was done is chosen", (await until(async () => { const all = await actions(); return all.length > 0 && all.every((text) => text.includes("signed_in")); })) !== null);
  await page.getByLabel("From day").fill("2999-01-01");
  checks.check("nothing is from the future", (await until(() => page.getByText("Nothing matches these filters").isVisible())) !== null);
  await page.getByRole("button", { name: "Clear filters" }).click();
  checks.check("all of it is there again", (await until(async () => (await actions()).some((text) => !text.includes("signed_in")))) !== null);
  checks.equal("no errors", page.errors, []);
  await context.close();
}

export default async function settings({ server, browser, checks, api }) {
  await offline({ server, browser, checks, api });
  await profile({ server, browser, checks, api });
  await renamed({ server, browser, checks, api });
  await audit({ server, browser, checks });
  const { page } = await person(browser, server, { path: "/settings/profile" });
  const send = async () => {
    await page.locator("[role=dialog] [type=submit]").click();
    await closed(page);
  };
  const choose = async (name, item) => {
    await page.getByRole("button", { name: `More actions: ${name}` }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  for (const { page: path, list, button, body, fields, change } of THINGS) {
    const has = async (field, text) => (await api.get(`${list}?limit=100`)).items.some((one) => one[field] === text);
    const main = ["title", "name"].find((field) => field in fields);
    if (!button) await api.post(list, { ...fields, ...body });
    await page.goto(server.url + path);
    if (button) {
      await page.getByRole("button", { name: button }).first().click();
      for (const [name, text] of Object.entries(fields)) await page.fill(`[role=dialog] [name=${name}]`, text);
      await send();
      checks.check(`${path}: made`, await has(main, fields[main]));
    }
    checks.check(`${path}: and shown`, (await until(() => page.getByRole("cell", { name: fields[main] }).first().isVisible())) !== null);
    let name = fields[main];
    await choose(name, "Edit");
    await page.waitForSelector("[role=dialog]");
    await page.keyboard.press("Escape");
    await closed(page);
    checks.check(`${path}: the focus is back at its menu`, (await until(() => page.getByRole("button", { name: `More actions: ${name}` }).evaluate((node) => node === document.activeElement))) !== null);
    await choose(name, "Edit");
    name = change[1];
    await page.fill(`[role=dialog] [name=${change[0]}]`, name);
    await send();
    checks.check(`${path}: changed`, await has(main, name));
    await choose(name, "Delete");
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await closed(page);
    checks.check(`${path}: deleted`, !(await has(main, name)));
    checks.check(`${path}: and gone`, (await until(async () => (await page.getByRole("cell", { name }).count()) === 0)) !== null);
  }
  checks.equal("no errors", page.errors, []);
}
