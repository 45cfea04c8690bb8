// Signing in with and without a second factor, an invitation up to the sign-in of a second person, API keys,
// devices, merging contacts, and search.
import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { conversation, person, signedIn, until } from "./lib.mjs";

/** The code that an authenticator app would show (RFC 6238). */
function totp(secret, at = Date.now()) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replaceAll(/[\s=]/g, "").toUpperCase()].map((char) => alphabet.indexOf(char).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const offset = digest.at(-1) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** The link in the newest letter to an address; quoted-printable, as mail is. */
async function letterLink(server, address, page) {
  const folder = join(server.folder, "mail");
  let link = null;
  await until(() => {
    const texts = readdirSync(folder).sort().toReversed().map((name) => readFileSync(join(folder, name), "utf8").replaceAll(/=\r?\n/g, "").replaceAll("=3D", "="));
    link = texts.filter((text) => text.includes(address)).map((text) => new RegExp(`/${page}#token=([\\w.~-]+)`).exec(text)).find(Boolean)?.[1] ?? null;
    return link !== null;
  });
  if (link === null) throw new Error(`no letter with a link to ${page} for ${address}`);
  return `${server.url}/${page}#token=${link}`;
}

const closeDialog = (page) => page.waitForSelector("[role=dialog]", { state: "detached" });

async function invitation({ server, browser, checks, api }) {
  const email = `second-${Date.now()}@example.com`;
  const password = "seven calm otters swim";
  const { page } = await person(browser, server, { path: "/settings/invitations" });
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await page.fill("[role=dialog] [name=email]", email);
  await page.getByRole("button", { name: "Send invitation" }).click();
  await closeDialog(page);
  checks.check("the invitation is in the list", (await until(() => page.getByText(email, { exact: true }).first().isVisible())) !== null);
  const link = await letterLink(server, email, "accept-invitation");
  const guest = await (await browser.newContext()).newPage();
  await guest.goto(link);
  await guest.waitForSelector("[name=name]");
  const said = await guest.locator("main").innerText();
  checks.check("the invitation says who invites whom", said.includes(email) && said.includes(api.user.name), said);
  await guest.fill("[name=name]", "Sam Second");
  await guest.fill("[name=password]", password);
  checks.equal("the secret has left the address", new URL(guest.url()).hash, "");
  await guest.click("[type=submit]");
  await guest.waitForSelector("[name=email][readonly]");
  await guest.fill("[name=password]", password);
  await guest.click("[type=submit]");
  await guest.waitForURL(/\/inbox/);
  checks.check("the second person is in", true);
  const late = await (await browser.newContext()).newPage();
  await late.goto(link);
  checks.check("accepted once, it is over", (await until(async () => (await late.locator("h1").innerText()) === "This link is no longer good")) !== null);
  await page.goto(`${server.url}/settings/members`);
  checks.check("and is a member", (await until(() => page.getByText("Sam Second").first().isVisible())) !== null);
  return { email, password };
}

async function secondFactor({ server, browser, checks }, who) {
  const { page, context } = await person(browser, server, { path: "/settings/security", ...who });
  await page.getByRole("button", { name: "Set up" }).click();
  await page.fill("[role=dialog] [name=password]", who.password);
  await page.getByRole("button", { name: "Next" }).click();
  await page.waitForSelector("[role=dialog] svg[role=img] path");
  const secret = await page.getByLabel("Key for the authenticator app").inputValue();
  await page.fill("[role=dialog] [name=code]", totp(secret));
  await page.getByRole("button", { name: "Turn on" }).click();
  await page.waitForSelector("[data-backup-codes]");
  const codes = await page.locator("[data-backup-codes] li").allTextContents();
  checks.check("backup codes are shown", codes.length >= 8, String(codes.length));
  await context.close();
  const again = await (await browser.newContext()).newPage();
  await again.goto(`${server.url}/sign-in`);
  await again.fill("[name=email]", who.email);
  await again.fill("[name=password]", who.password);
  await again.click("[type=submit]");
  await again.waitForSelector("[name=code]");
  checks.check("the code is asked for", true);
  await again.fill("[name=code]", "000000");
  await again.click("[type=submit]");
  checks.check("a wrong code is refused", (await until(async () => (await again.locator("[role=alert], [aria-invalid=true]").count()) > 0)) !== null);
  await again.getByRole("button", { name: "Use a backup code" }).click();
  await again.fill("[name=backup_code]", codes[0]);
  await again.click("[type=submit]");
  await again.waitForURL(/\/inbox/);
  checks.check("a backup code lets in", true);
}

async function apiKeys({ server, browser, checks }) {
  const { page } = await person(browser, server, { path: "/settings/api-keys" });
  await page.getByRole("button", { name: "New key" }).first().click();
  await page.fill("[role=dialog] [name=name]", "Robot one");
  await page.getByLabel("Read contacts").check();
  await page.getByRole("button", { name: "Create", exact: true }).click();
  const secret = await page.getByLabel("Secret", { exact: true }).inputValue();
  const ask = () => fetch(`${server.url}/api/v1/contacts?limit=1`, { headers: { Authorization: `Bearer ${secret}` } }).then((response) => response.status);
  checks.equal("the new key works", await ask(), 200);
  await page.getByRole("button", { name: "I have kept it" }).click();
  await closeDialog(page);
  checks.check("its secret is nowhere on the page", !(await page.content()).includes(secret));
  await page.getByRole("button", { name: "More actions: Robot one" }).click();
  await page.getByRole("menuitem", { name: "Revoke" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  checks.check("the revoked key is refused", (await until(async () => (await ask()) === 401)) !== null);
}

async function devices({ server, browser, checks }, who) {
  const other = await person(browser, server, who);
  const { page } = await person(browser, server, { path: "/settings/sessions", ...who });
  await page.waitForSelector("[data-session]");
  const before = await page.locator("[data-session]").count();
  checks.check("other devices are listed", before >= 2, String(before));
  await page.getByRole("button", { name: "Sign out all others" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Sign out all others" }).click();
  checks.check("only this device is left", (await until(async () => (await page.locator("[data-session]").count()) === 1)) !== null);
  await other.page.goto(`${server.url}/settings/profile`);
  await other.page.waitForURL(/sign-in/);
  checks.check("the other device is at the sign-in", true);
}

async function ended({ server, browser, checks }, who) {
  const { page, context } = await person(browser, server, { path: "/contacts", ...who });
  await page.getByRole("button", { name: "New contact" }).click();
  await page.fill("[role=dialog] [name=name]", "Half written");
  await (await signedIn(server, who)).delete("/auth/sessions");
  await context.clearCookies();
  await page.locator("[role=dialog] [type=submit]").click();
  await page.waitForSelector("[role=dialog] [name=password]");
  await page.fill("[role=dialog] [name=password]", who.password);
  await page.getByRole("dialog", { name: "Your session has ended" }).getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForSelector("[role=dialog] [name=password]", { state: "detached" });
  checks.equal("what was typed outlives the end of the session", await page.inputValue("[role=dialog] [name=name]"), "Half written");
}

async function merging({ server, browser, checks, api }) {
  const stamp = Date.now();
  const keep = await api.post("/contacts", { name: `Keep ${stamp}`, email: `keep-${stamp}@example.com` });
  const lose = await api.post("/contacts", { name: `Lose ${stamp}`, email: `lose-${stamp}@example.com` });
  const { page } = await person(browser, server, { path: `/contacts/${keep.id}` });
  await page.getByRole("button", { name: "Merge", exact: true }).click();
  await page.fill("[role=dialog] [type=search]", lose.name);
  await page.getByRole("radio").first().check();
  await page.getByRole("dialog").getByRole("button", { name: "Merge", exact: true }).click();
  await closeDialog(page);
  const undo = page.getByRole("button", { name: "Undo" });
  // Pointed at it stays.
  await undo.hover();
  checks.check("the addresses of both are on one contact", (await until(() => page.getByText(`lose-${stamp}@example.com`).first().isVisible())) !== null);
  await undo.click();
  checks.check("undone, there are two again", (await until(async () => (await api.get(`/contacts/${lose.id}`)).id === lose.id)) !== null);
  checks.check("and the page shows it", (await until(async () => (await page.getByText(`lose-${stamp}@example.com`).count()) === 0)) !== null);
}

async function searching({ server, browser, checks, api }) {
  const word = `zebrafish${Date.now() % 100_000}`;
  const talk = await conversation(api, "Sara Search", ["before", `the ${word} <b>swims</b>`, ...Array.from({ length: 3 }, (_, at) => `after ${at}`)]);
  const { page } = await person(browser, server, { path: "/search" });
  await page.getByLabel("What to find").fill(word);
  await page.keyboard.press("Enter");
  await page.waitForSelector("[data-hit=message] mark");
  checks.equal("the word is marked", await page.locator("[data-hit=message] mark").first().textContent(), word);
  checks.equal("what looks like markup is text", await page.locator("[data-hit] b").count(), 0);
  await page.locator("[data-hit=message]").first().click();
  await page.waitForURL((url) => url.pathname === `/inbox/${talk.id}`);
  checks.check("the hit opens in its conversation", (await until(async () => (await page.locator("[data-log] article", { hasText: word }).count()) === 1)) !== null);
  await page.goBack();
  checks.check("going back finds the results again", (await until(async () => (await page.locator("[data-hit=message]").count()) > 0)) !== null);
}

export default async function account(all) {
  const second = await invitation(all);
  await devices(all, second);
  await ended(all, second);
  await secondFactor(all, second);
  await apiKeys(all);
  await merging(all);
  await searching(all);
}
