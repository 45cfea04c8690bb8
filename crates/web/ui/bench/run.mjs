// Measures what the app promises and prints each number beside its budget. Exits non-zero on a MISS. Times,
// and what is made of them, depend on the machine and on how busy it is: they are only told as "missed".
import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { conversation, launch, live, person, signedIn } from "../e2e/lib.mjs";
import { startServer } from "../e2e/server.mjs";
import { lighthouse } from "./lighthouse.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const vite = (...args) => execFileSync("node", ["node_modules/vite/bin/vite.js", ...args], { cwd: root, stdio: "ignore" });
const rows = [];
const report = (name, value, unit, budget, { atLeast = false, time = unit === "ms" } = {}) => {
  const good = value !== null && (atLeast ? value >= budget : value <= budget);
  rows.push({ good, time });
  const verdict = good ? "ok" : time ? "missed" : "MISS";
  console.log(`${verdict.padEnd(6)} ${name}: ${value === null ? "nothing" : Math.round(value * 10) / 10} ${unit} (${atLeast ? "at least" : "at most"} ${budget})`);
};
const percentile = (values, share) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(values.length * share) - 1)] ?? null;

vite("build");
const size = spawnSync("node", ["bench/size.mjs"], { cwd: root, encoding: "utf8" });
process.stdout.write(size.stdout);
vite("build", "--mode", "bench", "--outDir", "dist-bench");

const server = await startServer({ dist: "dist-bench" });
const browser = await launch(["--enable-precise-memory-info"]);
try {
  const api = await signedIn(server);
  const talk = await conversation(api, "Bea Bench", ["Hello"]);
  const { page, context } = await person(browser, server, { path: "/inbox" });
  await live(page);
  await page.waitForSelector("[data-conversation]");
  const cdp = await context.newCDPSession(page);
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  const cpu = async () => (await cdp.send("Performance.getMetrics")).metrics.find((metric) => metric.name === "TaskDuration").value * 1000;

  await firstPaint(page);
  await switching(page);
  await typing(page, cpu);
  await long(page, talk.id);
  await missed(page, context);
  if (page.errors.length > 0) console.log(`errors in the browser: ${page.errors.join("; ")}`);
} finally {
  await browser.close();
  await server.stop();
}
await lighthouse(report);

/** How many requests the first list waits for, one after the other. */
async function firstPaint(page) {
  const seen = [];
  const begun = new Map();
  const start = (request) => begun.set(request, performance.now());
  const end = (request) => seen.push({ url: new URL(request.url()).pathname, type: request.resourceType(), from: begun.get(request), to: performance.now() });
  page.on("request", start);
  page.on("requestfinished", end);
  await page.reload();
  await page.waitForSelector("[data-conversation]");
  const first = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null);
  await page.waitForTimeout(500);
  page.off("request", start);
  page.off("requestfinished", end);
  const named = new Set(await page.$$eval("script[src], link[rel=modulepreload]", (nodes) => nodes.map((node) => new URL(node.src || node.href).pathname)));
  const before = seen.filter((one) => named.has(one.url) || one.url.endsWith("/auth/refresh") || one.url === "/api/v1/conversations").sort((a, b) => a.from - b.from);
  // What the document and its first script (the words) name comes side by side, in whatever order a cache gives it.
  const html = await (await fetch(page.url(), { headers: { accept: "text/html" } })).text();
  const isNamed = ({ url }) => html.includes(url) || url.startsWith("/assets/core-");
  const depth = new Map(before.filter(isNamed).map((one) => [one, 1]));
  for (const one of before.filter((other) => !depth.has(other))) depth.set(one, 1 + Math.max(0, ...before.filter((other) => other.to <= one.from).map((other) => depth.get(other) ?? 0)));
  const list = before.find((one) => one.url === "/api/v1/conversations");
  report("first contentful paint", first, "ms", 1_500);
  report("requests one after the other before the list, after the page itself", list ? depth.get(list) : null, "", 3);
}

async function switching(page) {
  const ids = await page.$$eval("[data-conversation]", (nodes) => nodes.slice(0, 6).map((node) => node.dataset.conversation));
  const open = async (id) => {
    await page.waitForSelector(`[data-conversation="${id}"] > div`);
    return page.evaluate(
      (id) =>
        new Promise((resolve) => {
          const from = performance.now();
          document.querySelector(`[data-conversation="${id}"] > div`).click();
          const look = () => {
            const shown = document.querySelector(`[data-thread="${id}"] [data-seq]`);
            // Painted is what the frame after this one shows.
            if (shown) requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - from)));
            else requestAnimationFrame(look);
          };
          look();
        }),
      id,
    );
  };
  for (const id of ids) {
    await open(id);
    await page.waitForTimeout(250);
  }
  const times = [];
  for (let round = 0; round < 40; round += 1) {
    times.push(await open(ids[round % ids.length]));
    await page.waitForTimeout(60);
  }
  report("switch to a cached conversation, p50", percentile(times, 0.5), "ms", 50);
  report("switch to a cached conversation, p95", percentile(times, 0.95), "ms", 50);
}

async function typing(page, cpu) {
  await page.click("[data-composer]");
  await page.keyboard.type("warm");
  await page.waitForTimeout(600);
  const presses = 80;
  const before = await cpu();
  for (let press = 0; press < presses; press += 1) {
    await page.keyboard.press("abcdefgh "[press % 9] === " " ? "Space" : "abcdefgh"[press % 8]);
    await page.waitForTimeout(20);
  }
  report("a key press in the composer, CPU of the page", ((await cpu()) - before) / presses, "ms", 10);
  await page.fill("[data-composer]", "");
}

async function long(page, id) {
  await page.goto(`${page.url().split("/inbox")[0]}/inbox/${id}`);
  await page.waitForSelector("[data-log] [data-seq]");
  await live(page);
  const merged = await page.evaluate(async (id) => {
    const { store } = skybotRuntime();
    const thread = store.thread(id);
    const [first] = thread.items;
    const all = Array.from({ length: 100_000 }, (_, at) => ({
      ...first,
      id: `bench-${at + 1}`,
      seq: at + 1,
      direction: at % 3 === 0 ? "outbound" : "inbound",
      body: `Message ${at + 1}. ${"Some words of a customer. ".repeat(1 + (at % 4))}`,
      created_at: new Date(Date.now() - (100_000 - at) * 40_000).toISOString(),
    }));
    const painted = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const it = store.conversations.get(id);
    store.conversations.put({ ...it, message_count: 100_000, version: it.version + 1 }, true);
    const from = performance.now();
    thread.reset();
    thread.page(all, { older: false, newer: false });
    store.touchThread(id);
    await painted();
    const merge = performance.now() - from;
    const appends = [];
    for (let more = 1; more <= 20; more += 1) {
      const begin = performance.now();
      thread.put({ ...all[0], id: `bench-more-${more}`, seq: 100_000 + more, created_at: new Date().toISOString() });
      store.touchThread(id);
      await new Promise((resolve) => requestAnimationFrame(resolve));
      await new Promise((resolve) => setTimeout(resolve));
      appends.push(performance.now() - begin);
    }
    const box = document.querySelector("[data-log]");
    return { merge, append: appends.toSorted((a, b) => a - b)[10], pinned: Math.abs(box.scrollTop) < 2, heap: performance.memory.usedJSHeapSize / 2 ** 20 };
  }, id);
  report("100,000 messages, merged and painted", merged.merge, "ms", 50);
  report("one more message, appended and painted (median)", merged.append, "ms", 20);
  report("stays at the end", merged.pinned ? 1 : 0, "", 1, { atLeast: true });
  for (const [name, step] of [["reading speed", 90], ["flick", 900]]) {
    const run = await page.evaluate(scroll, [step, 240]);
    report(`scrolling it, ${name}: frames a second`, run.fps, "", 58, { atLeast: true, time: true });
    report(`scrolling it, ${name}: blank frames`, run.blank, "", 0);
    report(`scrolling it, ${name}: jumps of more than 2 px`, run.jumps, "", 0);
    report(`scrolling it, ${name}: rows in the document`, run.rows, "", 320);
  }
  report("heap with 100,000 messages", merged.heap, "MiB", 120);
}

/** In the page: scrolls up by `step` pixels a frame and watches a row in the middle. */
async function scroll([step, frames]) {
  const box = document.querySelector("[data-log]");
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const area = box.getBoundingClientRect();
  const rowAt = (share) => document.elementFromPoint(area.left + area.width / 2, area.top + area.height * share)?.closest("[data-log] > div > *") ?? null;
  // One point may lie between two bubbles.
  const middle = () => rowAt(0.5) ?? rowAt(0.35) ?? rowAt(0.65);
  let [blank, jumps, rows] = [0, 0, 0];
  await frame();
  const from = performance.now();
  for (let count = 0; count < frames; count += 1) {
    const row = middle();
    const top = row?.getBoundingClientRect().top ?? 0;
    const room = box.scrollHeight - box.clientHeight + box.scrollTop;
    box.scrollTop -= step;
    await frame();
    // The scroll event and what React does about it are over; nothing has been painted yet.
    if (!middle()) blank += 1;
    if (row?.isConnected && room > step) {
      const moved = row.getBoundingClientRect().top - top;
      if (Math.abs(moved - step) > 2) jumps += 1;
    }
    if (count % 10 === 0) rows = Math.max(rows, box.querySelectorAll("[data-seq]").length);
  }
  return { fps: (frames * 1000) / (performance.now() - from), blank, jumps, rows };
}

async function missed(page, context) {
  const talk = await conversation(await signedIn(server), "Mia Missed", ["Before"]);
  await page.goto(`${server.url}/inbox/${talk.id}`);
  await page.waitForSelector("[data-log] [data-seq]");
  await live(page);
  await context.setOffline(true);
  await page.waitForSelector('[data-net="offline"]', { state: "attached" });
  for (let count = 0; count < 10; count += 1) await talk.receive(`Missed ${count}`);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const from = performance.now();
  await context.setOffline(false);
  await page.waitForFunction(() => document.querySelector("[data-log]").textContent.includes("Missed 9"), null, { polling: 20 });
  report("missed events shown after the network returned", performance.now() - from, "ms", 1_000);
}

const misses = rows.filter((row) => !row.good);
console.log(`${rows.length - misses.length} of ${rows.length} met`);
process.exit(size.status !== 0 || misses.some((row) => !row.time) ? 1 : 0);
