// Screens of the inbox.

export default async function inboxShots(api, conversation) {
  const talk = await conversation(api, "Sofia Lindgren", ["Hi! My parcel 20-114 has not arrived yet.", "The tracking page says it is in Lyon since Monday: https://track.example.com/20-114"]);
  const { items: labels } = await api.get("/labels");
  await api.post(`/conversations/${talk.id}/labels`, { add: labels.slice(0, 2).map((label) => label.name) });
  const { id } = await api.post(`/conversations/${talk.id}/messages`, { kind: "text", body: "Hello Sofia, I am sorry for that. I have asked the carrier and will tell you within the hour." });
  await api.put(`/messages/${id}/reactions/${encodeURIComponent("👍")}`);
  await api.post(`/conversations/${talk.id}/messages`, { kind: "note", body: "Carrier ticket 88121 is open. @Mei Okonkwo takes over at six." });
  await talk.receive("Thank you, that is kind.");
  await api.patch(`/conversations/${talk.id}`, { priority: "high" });
  const path = `/inbox/${talk.id}`;
  const press = (key) => async (page) => page.keyboard.press(key);
  return [
    { name: "inbox", path: "/inbox" },
    { name: "thread", path },
    { name: "thread-assign", path, act: press("a") },
    { name: "thread-snooze", path, act: press("z") },
    { name: "palette", path, act: press("Control+k") },
    { name: "shortcuts", path, act: press("?") },
    { name: "canned", path, act: async (page) => page.locator("[data-composer]").pressSequentially("/") },
    { name: "note", path, act: async (page) => page.keyboard.press("n") },
    { name: "bulk", path: "/inbox", act: async (page) => { await page.keyboard.press("j"); await page.keyboard.press("x"); await page.keyboard.press("Shift+J"); await page.keyboard.press("Shift+J"); } },
    { name: "filter", path: "/inbox", act: async (page) => page.getByRole("button", { name: "Filter" }).click() },
    { name: "empty", path: "/inbox?q=nothing-like-this" },
    { name: "missing", path: "/inbox/01900000-0000-7000-8000-000000000000" },
    { name: "not-found", path: "/nowhere" },
    { name: "offline", path, act: async (page) => { await page.context().setOffline(true); await page.fill("[data-composer]", "Written on the train"); await page.press("[data-composer]", "Control+Enter"); await page.waitForTimeout(1_800); }, after: async (page) => page.context().setOffline(false) },
  ];
}
