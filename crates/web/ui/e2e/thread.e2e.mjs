// A long thread: opened at a place, back to the newest, up to the beginning; the unread line; edit,
// earlier texts, reaction, answer, deletion; drafts.
import { conversation, live, person, until } from "./lib.mjs";

export default async function thread({ server, browser, checks, api }) {
  const talk = await conversation(api, "Thea Thread", ["Message 1"]);
  for (let count = 2; count <= 160; count += 1) await api.post(`/conversations/${talk.id}/messages`, { kind: "text", body: `Message ${count}` });
  await api.post(`/conversations/${talk.id}/read`, { seq: 160 });
  await talk.receive("Unread one");
  await talk.receive("Unread two");
  const { page } = await person(browser, server, { path: `/inbox/${talk.id}?at=40` });
  await live(page);
  const row = (seq) => page.locator(`[data-log] [data-seq="${seq}"]`);
  const inView = (seq) => row(seq).evaluate((node) => { const box = node.getBoundingClientRect(); return box.top > 0 && box.bottom < innerHeight; }).catch(() => false);
  checks.check("opens at the message that the address names", (await until(() => inView(40))) !== null);
  await page.locator("[data-jump]").click();
  checks.check("the pill leads to the newest", (await until(() => inView(162))) !== null);
  checks.check("the unread line stands before the first unread one", (await until(() => page.locator("[data-unread-line] + article").getAttribute("data-seq").then((seq) => seq === "161", () => false))) !== null);
  checks.check("what was seen is read", (await until(async () => (await api.get(`/conversations/${talk.id}`)).unread_count === 0)) !== null);
  await page.locator("[data-log]").hover();
  for (let wheel = 0; wheel < 60 && !(await row(1).count()); wheel += 1) {
    await page.mouse.wheel(0, -1_500);
    await page.waitForTimeout(60);
  }
  checks.check("scrolling leads to the beginning", (await row(1).count()) === 1);
  await page.keyboard.press("End");
  checks.check("End leads to the newest", (await until(() => inView(162))) !== null);

  const write = async (text) => {
    await page.fill("[data-composer]", text);
    await page.press("[data-composer]", "Enter");
  };
  const act = async (seq, name) => {
    await row(seq).hover();
    await row(seq).getByRole("button", { name: "Message actions" }).click();
    await page.getByRole("menuitem", { name }).click();
  };
  await page.getByRole("button", { name: "Note", exact: true }).click();
  await write("A note with a mistaek");
  await until(() => row(163).count());
  await page.press("[data-composer]", "ArrowUp");
  await until(async () => (await page.inputValue("[data-composer]")) === "A note with a mistaek");
  await write("A note without a mistake");
  checks.check("an arrow up edits the last note", (await until(async () => (await row(163).innerText()).includes("without a mistake"))) !== null);
  await row(163).getByRole("button", { name: "edited" }).click();
  checks.check("its earlier text can be seen", (await until(async () => (await page.locator("[role=dialog]").innerText().catch(() => "")).includes("mistaek"))) !== null);
  await page.keyboard.press("Escape");
  await act(162, "👍");
  checks.check("a reaction is put on", (await until(async () => (await row(162).innerText()).includes("👍"))) !== null);
  await page.getByRole("button", { name: "Reply", exact: true }).click();
  await act(161, "Reply to this");
  await write("An answer to the first");
  checks.check("an answer shows what it answers", (await until(async () => (await row(164).innerText().catch(() => "")).includes("Unread one"))) !== null);
  await act(164, "Delete");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  checks.check("a deleted message leaves its mark", (await until(async () => (await row(164).innerText()).includes("Message deleted"))) !== null);

  await page.fill("[data-composer]", "Half a thought");
  checks.check("a draft is on the server after a while", (await until(async () => (await api.get("/drafts")).items.some((draft) => draft.body === "Half a thought"))) !== null);
  await page.reload();
  checks.check("and there after a reload", (await until(async () => (await page.inputValue("[data-composer]").catch(() => "")) === "Half a thought")) !== null);
  checks.check("and marked in the list", (await until(async () => (await page.locator(`[data-conversation="${talk.id}"]`).innerText().catch(() => "")).includes("Half a thought"))) !== null);
  checks.equal("no errors", page.errors, []);
}
