// Whatever somebody wrote is text: in a name, a subject, a message, a note and the name of a file. Nothing of it runs,
// becomes an element, or leads anywhere but to the web.
import { conversation, live, person, until } from "./lib.mjs";

const VECTORS = [
  "<script>globalThis.ran()</script>",
  "<img src=x onerror=globalThis.ran()>",
  "<svg onload=globalThis.ran()>",
  "<iframe srcdoc='<script>parent.ran()</script>'></iframe>",
  "<a href=javascript:globalThis.ran()>here</a>",
  "javascript:globalThis.ran()//https://example.com",
  "[here](javascript:globalThis.ran())",
  "data:text/html,<script>globalThis.ran()</script>",
  "{{constructor.constructor('globalThis.ran()')()}}",
  "\"><img src=x onerror='globalThis.ran()'>",
];
const [, IMAGE] = VECTORS;

export default async function hostile({ server, browser, checks, api }) {
  const talk = await conversation(api, `${IMAGE} Hal`, VECTORS);
  await api.patch(`/conversations/${talk.id}`, { subject: IMAGE });
  await api.post(`/conversations/${talk.id}/messages`, { kind: "note", body: IMAGE });
  const form = new FormData();
  form.append("file", new Blob(["<svg xmlns='http://www.w3.org/2000/svg' onload='globalThis.ran()'/>"]), `${IMAGE}.svg`);
  const upload = await fetch(`${server.url}/api/v1/attachments`, { method: "POST", headers: { Authorization: `Bearer ${api.token}` }, body: form });
  await api.post(`/conversations/${talk.id}/messages`, { kind: "text", attachment_ids: [(await upload.json()).id] });

  const { context, page } = await person(browser, server);
  let ran = 0;
  await context.exposeFunction("ran", () => (ran += 1));
  await page.goto(`${server.url}/inbox/${talk.id}`);
  await live(page);
  const log = page.locator("[data-log]");
  const shows = (text) => until(async () => (await log.innerText()).includes(text));
  checks.check("a file's name is shown as it is", (await shows(`${IMAGE}.svg`)) !== null);
  for (const vector of VECTORS) checks.check(`a message is shown as it was written: ${vector}`, (await shows(vector)) !== null);
  checks.check("so is a name", (await until(async () => (await page.locator("body").innerText()).includes(`${IMAGE} Hal`))) !== null);
  const made = await page.evaluate(() => [...document.querySelectorAll("[onerror], [onload], iframe, script:not([src])")].map((node) => node.outerHTML));
  checks.equal("nothing of it is an element", made, []);
  const links = await page.evaluate(() => [...document.querySelectorAll("a[href]")].map((link) => link.protocol).filter((protocol) => !/^https?:$/.test(protocol)));
  checks.equal("links lead to the web alone", links, []);
  checks.equal("nothing of it ran", ran, 0);
  checks.equal("and nothing tried to", page.errors, []);
}
