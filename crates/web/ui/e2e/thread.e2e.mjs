// A long thread: opened at a place, back to the newest, up to the beginning, finding in it, its rail of days;
// the unread line; edit, earlier texts, reaction, answer, deletion; drafts.
import { conversation, live, person, until } from "./lib.mjs";

export default async function thread({ server, browser, checks, api }) {
  const talk = await conversation(api, "Thea Thread", ["Message 1"]);
  for (let count = 2; count <= 160; count += 1) await api.post(`/conversations/${talk.id}/messages`, { kind: "text", body: `Message ${count}${[5, 80, 150].includes(count) ? " pineapple" : ""}` });
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

  // Opened anew, so that the early ones are not here.
  await page.goto(`${server.url}/inbox/${talk.id}`);
  await live(page);
  await until(() => inView(162));
  await page.keyboard.press("f");
  const find = page.locator("[data-find]");
  await find.waitFor();
  await page.keyboard.type("pineapple");
  const tells = (text) => until(() => find.getByRole("status").innerText().then((now) => now === text));
  checks.check("F finds in the thread", (await tells("1 of 3")) !== null, await find.getByRole("status").innerText());
  checks.check("and leads to the newest match", (await until(() => inView(150))) !== null);
  await page.keyboard.press("Enter");
  checks.check("Enter leads to the one before", (await tells("2 of 3")) !== null && (await until(() => inView(80))) !== null);
  checks.check("a match that is not here yet is read", (await row(5).count()) === 0);
  await page.keyboard.press("Enter");
  checks.check("and shown", (await tells("3 of 3")) !== null && (await until(() => inView(5))) !== null);
  await page.keyboard.press("Shift+Enter");
  checks.check("Shift+Enter leads back", (await tells("2 of 3")) !== null && (await until(() => inView(80))) !== null);
  await page.keyboard.type(" banana");
  checks.check("nothing found is told", (await tells("No match")) !== null);
  await page.keyboard.press("Escape");
  checks.check("Esc ends it, and the messages have the focus", (await until(() => page.evaluate(() => !document.querySelector("[data-find]") && document.activeElement?.matches("[data-log]")))) !== null);
  await page.keyboard.press("End");
  checks.check("End still leads to the newest", (await until(() => inView(162))) !== null);

  await rail({ page, checks, row, inView });

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

async function rail({ page, checks, row, inView }) {
  const slider = page.locator("[data-rail]");
  checks.check("a long thread has its days beside it", (await until(async () => (await slider.getAttribute("data-rail").catch(() => null)) === "1")) !== null);
  checks.check("today's with all messages", (await slider.getAttribute("aria-valuetext"))?.endsWith("162 messages"), (await slider.getAttribute("aria-valuetext")) ?? "");
  // All was written today; the same messages as if over two months.
  const items = [["2025-10-30", 1, 40], ["2025-10-31", 41, 20], ["2025-11-02", 61, 61], ["2025-11-03", 122, 41]].map(([day, first_seq, messages]) => ({ day, first_seq, messages }));
  await page.route("**/days?**", (route) => route.fulfill({ json: { items } }));
  await page.reload();
  await live(page);
  await until(() => inView(162));
  await until(async () => (await slider.getAttribute("data-rail").catch(() => null)) === "4");
  const value = () => slider.getAttribute("aria-valuetext");
  checks.check("it tells the day that is read", (await until(async () => (await value())?.includes("November 3, 2025, 41 messages"))) !== null, (await value()) ?? "");
  const places = await page.$$eval("[data-mark]", (marks) => marks.map((mark) => Math.round(Number.parseFloat(mark.style.top))));
  checks.equal("each day has the room of its messages", places, [0, 25, 37, 75]);
  const box = await slider.boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height * 0.4);
  checks.check("a click leads there", (await until(() => inView(Math.round(162 * 0.4)))) !== null);
  checks.check("and it tells that day", (await until(async () => (await value())?.includes("November 2"))) !== null, (await value()) ?? "");
  await slider.focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  checks.check("arrows lead from day to day", (await until(() => inView(1))) !== null && (await until(async () => (await value())?.includes("October 30"))) !== null, (await value()) ?? "");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.1);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.8, { steps: 4 });
  checks.check("dragging tells where it would lead", (await value())?.includes("November 3"), (await value()) ?? "");
  checks.check("and leads nowhere yet", (await row(1).count()) === 1);
  await page.mouse.up();
  checks.check("letting go leads there", (await until(() => inView(Math.round(162 * 0.8)))) !== null);
  await slider.focus();
  await page.keyboard.press("End");
  checks.check("End leads to the last day", (await until(() => inView(122))) !== null);
  await page.unroute("**/days?**");
  await page.locator("[data-log]").focus();
  await page.keyboard.press("End");
  await until(() => inView(162));
}
