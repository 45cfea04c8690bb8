// Two browsers: what one writes the other sees; offline and back, nothing is lost or doubled.
import { conversation, live, PATIENCE, person, until } from "./lib.mjs";

const texts = (page) => page.$$eval("[data-log] article", (rows) => rows.map((row) => row.querySelector("p[dir=auto]")?.textContent ?? ""));
const count = async (page, text) => (await texts(page)).filter((one) => one === text).length;

/** In the page: whether its database has an unsent message with the text. */
async function isKept(text) {
  const done = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));
  const { name } = (await indexedDB.databases()).find((one) => one.name.startsWith("skybot:"));
  const db = await done(indexedDB.open(name));
  const items = await done(db.transaction("outbox").objectStore("outbox").getAll());
  db.close();
  return items.some((item) => item.body === text);
}

export default async function realtime({ server, browser, checks, api }) {
  const talk = await conversation(api, "Rosa Realtime", ["First question", "Second question"]);
  const path = `/inbox/${talk.id}`;
  const ana = await person(browser, server, { path });
  const ben = await person(browser, server, { path });
  await Promise.all([live(ana.page), live(ben.page)]);
  await ana.page.waitForSelector("[data-log] article");
  await ben.page.waitForSelector("[data-log] article");
  const write = async (page, text) => {
    await page.fill("[data-composer]", text);
    await page.press("[data-composer]", "Enter");
  };

  await write(ana.page, "Answer from Ana");
  const seen = await until(async () => (await count(ben.page, "Answer from Ana")) === 1);
  checks.check(`an answer is in the other browser (${seen} ms)`, seen !== null);
  await talk.receive("Third question");
  const heard = await until(async () => (await count(ana.page, "Third question")) === 1);
  checks.check(`a message of the contact is there (${heard} ms)`, heard !== null);

  await ana.page.focus("[data-composer]");
  await ana.page.keyboard.type("hm");
  await ana.page.fill("[data-composer]", "");

  await ana.context.setOffline(true);
  checks.check("the banner tells that one is offline", (await until(async () => (await ana.page.getAttribute("[data-net]", "data-net")) === "offline")) !== null);
  for (const text of ["Offline one", "Offline two", "Offline three"]) await write(ana.page, text);
  checks.check("unsent messages are visible as waiting", (await until(async () => (await ana.page.locator("[data-pending]").count()) === 3)) !== null);
  await write(ben.page, "Ben meanwhile");
  // In this order: it is there, and then no longer as one that waits.
  await until(async () => (await count(ben.page, "Ben meanwhile")) === 1 && (await ben.page.locator("[data-pending]").count()) === 0);
  await talk.receive("Contact meanwhile");
  await until(async () => (await count(ben.page, "Contact meanwhile")) === 1);
  // The banner tells for a while only: it is watched from before.
  const told = ana.page.waitForSelector("[data-caught-up]", { state: "attached" }).then((note) => note.getAttribute("data-caught-up"), () => null);
  await ana.context.setOffline(false);
  const caught = await until(async () => (await count(ana.page, "Contact meanwhile")) === 1 && (await count(ana.page, "Ben meanwhile")) === 1);
  checks.check(`what was missed is shown (${caught} ms)`, caught !== null);
  checks.check("the banner tells how much was caught up", Number(await told) > 0);
  await until(async () => (await ana.page.locator("[data-pending]").count()) === 0);
  await until(async () => (await count(ben.page, "Offline three")) === 1);
  for (const page of [ana.page, ben.page]) {
    const all = await texts(page);
    const mine = all.filter((text) => /^Offline|meanwhile$/.test(text));
    checks.equal(`all five are there once, in order (${page === ana.page ? "sender" : "other"})`, mine, ["Ben meanwhile", "Contact meanwhile", "Offline one", "Offline two", "Offline three"]);
  }

  // Unsent messages survive a reload.
  await ana.page.route("**/api/v1/conversations/*/messages", (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
  await write(ana.page, "Survivor");
  await ana.page.waitForSelector('[data-pending="waiting"]');
  await until(() => ana.page.evaluate(isKept, "Survivor"));
  await ana.page.unroute("**/api/v1/conversations/*/messages");
  await ana.page.reload();
  checks.check("an unsent message survives a reload and is sent once", (await until(async () => (await count(ben.page, "Survivor")) === 1)) !== null);
  await until(async () => (await ana.page.locator("[data-pending]").count()) === 0);
  await until(async () => (await count(ana.page, "Survivor")) > 0);
  checks.equal("and stands once where it was written", await count(ana.page, "Survivor"), 1);

  // 503 twice, then well: one copy.
  let refused = 0;
  await ana.page.route("**/api/v1/conversations/*/messages", (route) => {
    if (route.request().method() === "POST" && refused < 2) {
      refused += 1;
      return route.fulfill({ status: 503, headers: { "Retry-After": "0" }, body: "{}" });
    }
    return route.continue();
  });
  await write(ana.page, "After two refusals");
  await until(async () => (await count(ben.page, "After two refusals")) === 1);
  checks.equal("two refusals of the server make one message", await count(ben.page, "After two refusals"), 1);
  await ana.page.unroute("**/api/v1/conversations/*/messages");

  // A server that restarts.
  await server.down();
  await write(ana.page, "While the server restarts");
  await server.up();
  checks.check("a message written while the server was away arrives once", (await until(async () => (await count(ben.page, "While the server restarts")) === 1, 2 * PATIENCE)) !== null);
  checks.equal("once", await count(ana.page, "While the server restarts"), 1);

  const { items } = await api.get(`/conversations/${talk.id}/messages?limit=100`);
  const bodies = items.map((message) => message.body);
  checks.equal("the server has nothing twice", bodies.length, new Set(bodies).size);
  checks.equal("no errors in the browsers", [...ana.page.errors, ...ben.page.errors], []);
}
