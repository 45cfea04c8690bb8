// What every browser check uses: a browser, people who are signed in, REST, axe, and counting.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };
/** How long anything may take on a machine that does much else. Only what fails takes as long. */
export const PATIENCE = 30_000;

const options = (extra) => ({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", ...extra],
});

export const launch = (extra = []) => chromium.launch(options(extra));
/** A browser with one context, which keeps what it stores in the folder: for tools that find it by its port. */
export const launchOwn = (profile, extra = []) => chromium.launchPersistentContext(profile, options(extra));

/** Counts what holds and what does not. */
export class Checks {
  passed = 0;
  /** What did not hold, with its script and its reason. */
  failures = [];
  constructor(script) {
    this.script = script;
  }
  check(name, holds, detail = "") {
    const said = `${name}${holds || detail === "" ? "" : `: ${detail}`}`;
    if (holds) this.passed += 1;
    else this.failures.push(`${this.script}: ${said}`);
    console.log(`  ${holds ? "ok  " : "FAIL"} ${said}`);
    return holds;
  }
  equal(name, actual, expected) {
    return this.check(name, JSON.stringify(actual) === JSON.stringify(expected), `${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
  }
}

/** REST as one person. */
export async function signedIn(server, { email = server.email, password = server.password } = {}) {
  const post = (path, body, headers = {}) => fetch(server.url + path, { method: "POST", headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(body) });
  const answer = await post("/api/v1/auth/login", { email, password });
  if (!answer.ok) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`);
  const { access_token: token, user } = await answer.json();
  const call = async (method, path, body, headers = {}) => {
    const response = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, ...(body ? { "Content-Type": "application/json" } : {}), ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
  return { user, token, get: (path) => call("GET", path), post: (path, body = {}, headers) => call("POST", path, body, headers), put: (path, body) => call("PUT", path, body), patch: (path, body, headers) => call("PATCH", path, body, headers), delete: (path, headers) => call("DELETE", path, undefined, headers) };
}

/** A conversation of its own, with some messages of the contact. Returns it and a way to write as the contact. */
export async function conversation(api, name, messages = ["Hello"]) {
  const { items: inboxes } = await api.get("/inboxes");
  const inbox = inboxes.find((one) => one.channel === "api") ?? inboxes[0];
  const externalId = `e2e-${name}-${Date.now()}`;
  const receive = (body) => api.post(`/inboxes/${inbox.id}/messages`, { contact: { name, external_id: externalId }, body });
  let id = null;
  for (const body of messages) ({ conversation_id: id } = await receive(body));
  return { id, inbox, name, receive };
}

/** A browser of its own, as a person who is signed in, at a page of the app. */
export async function person(browser, server, { path = "/inbox", viewport = DESKTOP, prefs = {}, direction, email = server.email, password = server.password, ...options } = {}) {
  const context = await browser.newContext({ viewport, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.errors = [];
  page.on("pageerror", (error) => page.errors.push(error.message));
  page.on("console", (message) => {
    // Lost networks and refused requests are part of the checks; broken code and policies are not.
    if (message.type() === "error" && !/Failed to load resource|WebSocket connection|net::/.test(message.text())) page.errors.push(message.text());
  });
  if (Object.keys(prefs).length > 0) await context.addInitScript((value) => localStorage.setItem("skybot.prefs", value), JSON.stringify(prefs));
  if (direction) await context.addInitScript((dir) => document.addEventListener("readystatechange", () => { document.documentElement.dir = dir; }), direction);
  await signIn(page, server, { path, email, password });
  return { context, page };
}

export async function signIn(page, server, { path = "/inbox", email = server.email, password = server.password } = {}) {
  await page.goto(`${server.url}/sign-in?next=${encodeURIComponent(path)}`);
  await page.fill("[name=email]", email);
  await page.fill("[name=password]", password);
  await page.click("[type=submit]");
  await page.waitForURL((url) => url.pathname + url.search === path || url.pathname === path.split("?")[0]);
}

export const live = (page) => page.waitForSelector('[data-net="live"]', { state: "attached" });

/** Milliseconds until it holds, or null if it never does. */
export async function until(test, ms = PATIENCE) {
  const from = Date.now();
  while (Date.now() - from < ms) {
    if (await test()) return Date.now() - from;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return null;
}

/** Violations of WCAG 2.2 AA and of best practice, as axe sees them. */
export async function axe(page) {
  // Playwright runs this beside the page's policy, as a debugger does: the policy stays as it is.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axeSource);
  const result = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"] }),
  );
  return result.violations.map((violation) => `${violation.id}: ${violation.nodes.slice(0, 3).map((node) => `${node.target.join(" ")} (${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ""})`).join(" | ")}`);
}
