// Files: by the picker, by dropping, by pasting; progress, a refusal with its reason, cancel, retry.
import { conversation, live, person, until } from "./lib.mjs";

const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FAAhKDveksOjmAAAAAElFTkSuQmCC", "base64");

export default async function uploads({ server, browser, checks, api }) {
  const talk = await conversation(api, "Una Upload", ["Send me the picture"]);
  const { page } = await person(browser, server, { path: `/inbox/${talk.id}` });
  await live(page);
  await page.waitForSelector("[data-log] article");
  const give = (event, files) =>
    page.evaluate(
      ([event, files]) => {
        const data = new DataTransfer();
        for (const { name, type, bytes } of files) data.items.add(new File([Uint8Array.from(bytes)], name, { type }));
        const target = document.querySelector(event === "paste" ? "[data-composer]" : "[data-thread]");
        const init = { bubbles: true, cancelable: true };
        if (event === "paste") target.dispatchEvent(new ClipboardEvent("paste", { ...init, clipboardData: data }));
        else for (const kind of ["dragenter", "dragover", "drop"]) target.dispatchEvent(new DragEvent(kind, { ...init, dataTransfer: data }));
      },
      [event, files.map((file) => ({ ...file, bytes: [...file.bytes] }))],
    );
  await page.setInputFiles("input[type=file]", { name: "picked.png", mimeType: "image/png", buffer: PNG });
  await give("drop", [{ name: "dropped.png", type: "image/png", bytes: PNG }]);
  await give("paste", [{ name: "pasted.txt", type: "text/plain", bytes: Buffer.from("pasted text") }]);
  checks.check("three files are uploaded", (await until(async () => (await page.locator('[data-upload="done"]').count()) === 3)) !== null);
  await give("drop", [{ name: "empty.txt", type: "text/plain", bytes: Buffer.alloc(0) }]);
  checks.check("an empty file is refused with its reason", (await until(async () => (await page.locator('[data-upload="refused"]').innerText().catch(() => "")).includes("empty"))) !== null);
  await page.getByRole("button", { name: "Remove empty.txt" }).click();
  await page.fill("[data-composer]", "Here it is");
  await page.click("[data-send]");
  checks.check("the message goes with its files", (await until(async () => (await page.locator('[data-log] [data-kind="media"]').count()) === 1)) !== null);
  checks.check("the picture is shown in its place", (await until(async () => page.evaluate(() => [...document.querySelectorAll("[data-log] img")].filter((img) => img.complete && img.naturalWidth > 0).length === 2))) !== null);
  const { items } = await api.get(`/conversations/${talk.id}/messages?limit=10`);
  checks.equal("the server has three files", items.at(-1).attachments.length, 3);

  let fail = true;
  await page.route("**/api/v1/attachments?**", (route) => (fail ? route.abort() : route.continue()));
  await page.setInputFiles("input[type=file]", { name: "again.png", mimeType: "image/png", buffer: PNG });
  await page.waitForSelector('[data-upload="failed"]');
  checks.check("a failed upload says so", true);
  fail = false;
  await page.getByRole("button", { name: "Try again" }).click();
  checks.check("and can be tried again", (await until(async () => (await page.locator('[data-upload="done"]').count()) === 1)) !== null);
  await page.route("**/api/v1/attachments?**", () => new Promise(() => undefined));
  await page.setInputFiles("input[type=file]", { name: "slow.png", mimeType: "image/png", buffer: PNG });
  await page.waitForSelector('[data-upload="sending"]');
  await page.getByRole("button", { name: "Cancel slow.png" }).click();
  checks.check("an upload can be cancelled", (await until(async () => (await page.locator('[data-upload="sending"]').count()) === 0)) !== null);
  checks.equal("no errors", page.errors, []);
}
