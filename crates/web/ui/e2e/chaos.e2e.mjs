// Ten seconds of a bad line (proxy.mjs) while messages come in and are written, and ten more of one that is also
// cut. In the end the page shows what the server has: every message, once, in order.
import { conversation, live, person, until } from "./lib.mjs";
import { startProxy } from "./proxy.mjs";

const LASTS = 10_000;
const SEED = Number(process.env.CHAOS_SEED ?? 1);

/** What is in the document: the end of the log, as much of it as is near to what is seen. */
const shown = (page) => page.$$eval("[data-log] article[data-seq]", (rows) => rows.map((row) => [Number(row.dataset.seq), row.querySelector("p[dir=auto]")?.textContent ?? ""]));

/** All of it, read by scrolling up to the beginning. */
async function whole(page) {
  const all = new Map();
  await page.locator("[data-log]").hover();
  await until(async () => {
    const rows = await shown(page);
    for (const [seq, text] of rows) all.set(seq, text);
    if (rows[0]?.[0] === 1) return true;
    await page.mouse.wheel(0, -400);
    return false;
  });
  return [...all].sort(([one], [two]) => one - two);
}

export default async function chaos(all) {
  // A new connection mends everything: without one the line has to be mended by itself.
  await badLine(all, { seed: SEED, cut: 0 });
  await badLine(all, { seed: SEED, cut: 0.03 });
}

async function badLine({ server, browser, checks, api }, line) {
  const talk = await conversation(api, "Carla Chaos", ["Before"]);
  const other = await conversation(api, "Olga Other", ["Before"]);
  const proxy = await startProxy(server.url, line);
  try {
    const { page } = await person(browser, { ...server, url: proxy.url }, { path: `/inbox/${talk.id}` });
    await live(page);
    await page.waitForSelector("[data-log] article");
    proxy.chaos = true;
    const over = Date.now() + LASTS;
    const pause = () => new Promise((resolve) => setTimeout(resolve, 150));
    let count = 0;
    for (; Date.now() < over; count += 1) {
      await talk.receive(`Message ${count}`);
      if (count % 5 === 0) await other.receive(`Elsewhere ${count}`);
      if (count % 8 === 0) {
        await page.fill("[data-composer]", `Answer ${count}`);
        await page.press("[data-composer]", "Enter");
      }
      await pause();
    }
    proxy.chaos = false;
    const { dropped, twice, late, cut } = proxy.told;
    checks.check(`the line was bad (seed ${line.seed}: ${dropped} dropped, ${twice} twice, ${late} late, ${cut} cut)`, dropped > 0 && twice > 0 && late > 0);
    // Only what comes later proves that something before it is missing.
    await talk.receive("After");
    await other.receive("After elsewhere");

    const onServer = async () => {
      const all = [];
      for (let before = null; before !== 1; before = all[0][0]) {
        const { items } = await api.get(`/conversations/${talk.id}/messages?limit=100${before ? `&before=${before}` : ""}`);
        all.unshift(...items.filter((item) => item.kind === "text").map((item) => [item.seq, item.body]));
      }
      return all;
    };
    await page.waitForFunction(() => !document.querySelector("[data-pending]"));
    const theirs = await onServer();
    const end = await until(async () => JSON.stringify((await shown(page)).slice(-20)) === JSON.stringify(theirs.slice(-20)));
    checks.check("the page ends as the server does", end !== null, JSON.stringify((await shown(page)).slice(-20)));
    checks.equal(`and shows all ${theirs.length} messages, each once, in order`, await whole(page), theirs);
    const bodies = theirs.map(([, body]) => body);
    checks.equal("the server has nothing twice", bodies.length, new Set(bodies).size);
    checks.equal("and everything that was sent", bodies.filter((body) => body.startsWith("Message")).length, count);
    const row = page.locator(`[data-conversation="${other.id}"]`);
    checks.check("the other conversation is up to date in the list", (await until(async () => (await row.innerText()).includes("After elsewhere"))) !== null);
    const { unread_count } = await api.get(`/conversations/${other.id}`);
    checks.check(`and counts its ${unread_count} unread ones`, (await until(async () => (await row.innerText()).split(/\s+/).some((word) => word === String(unread_count) || word === "99+"))) !== null);
    checks.equal("no errors", page.errors, []);
  } finally {
    for (const context of browser.contexts()) await context.close();
    await proxy.stop();
  }
}
