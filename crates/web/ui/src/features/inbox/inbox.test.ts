import { describe, expect, it } from "vitest";
import { message, seeded } from "@rt/testing";
import { refuse, typeAllowed, typeOf } from "./fileRules";
import { queryOf, readListSearch } from "./listSearch";
import { firstUnread, rowsOf } from "./rows";
import { snoozeChoices } from "./snooze";
import { mentionsIn, triggerAt } from "./suggest";
import { around, atEnd, CAP, down, trim, up, type Window } from "./window";

describe("the window", () => {
  it("never holds more than its cap, nor anything that is not there, whatever is done", () => {
    const random = seeded(7);
    let [first, last] = [900, 1_000];
    let now: Window = atEnd(first, last);
    for (let step = 0; step < 5_000; step += 1) {
      const act = random();
      if (act < 0.4) now = up(now, first, last);
      else if (act < 0.7) now = down(now, last);
      else if (act < 0.8) first = Math.max(1, first - 100);
      else if (act < 0.9) last += 1;
      else now = around(first + Math.floor(random() * (last - first)), first, last);
      now = trim(now, last);
      const stop = now.stop ?? last + 1;
      expect(now.start).toBeGreaterThanOrEqual(first);
      expect(stop).toBeLessThanOrEqual(last + 1);
      expect(stop).toBeGreaterThan(now.start);
      expect(stop - now.start).toBeLessThanOrEqual(CAP);
    }
  });
});

describe("rows", () => {
  it("begin days, join what belongs together, and tell the time once", () => {
    const items = [message(1), message(2), message(3, { created_at: "2026-01-02T10:00:00Z" }), message(4, { created_at: "2026-01-02T10:00:01Z", direction: "outbound", sender: { type: "user", id: "u", name: "U" } })];
    expect(rowsOf(items, 0, 4, 4).map(({ day, line, joined, last }) => ({ day, line, joined, last }))).toEqual([
      { day: true, line: false, joined: false, last: false },
      { day: false, line: false, joined: true, last: true },
      { day: true, line: false, joined: false, last: true },
      { day: false, line: true, joined: false, last: true },
    ]);
  });

  it("find the first unread one, never one of our own", () => {
    const items = [message(1), message(2, { direction: "outbound" }), message(3), message(4, { kind: "note", direction: "internal" }), message(5)];
    expect(firstUnread(items, 2)).toBe(3);
    expect(firstUnread(items, 3)).toBe(1);
    expect(firstUnread(items, 9)).toBeNull();
  });
});

describe("suggestions", () => {
  it("come after / at the start and @ in a note", () => {
    expect(triggerAt("/he", 3, false)).toEqual({ kind: "canned", query: "he", from: 0, to: 3 });
    expect(triggerAt("see /he", 7, false)).toBeNull();
    expect(triggerAt("hi @me", 6, true)).toEqual({ kind: "mention", query: "me", from: 3, to: 6 });
    expect(triggerAt("hi @me", 6, false)).toBeNull();
    expect(triggerAt("a@b", 3, true)).toBeNull();
    expect(mentionsIn("hi @Mei Okonkwo", [{ user_id: "1", name: "Mei Okonkwo" }, { user_id: "2", name: "Jonas" }])).toEqual(["1"]);
  });
});

describe("files", () => {
  it("are known by their bytes and refused with a reason", async () => {
    const png = new File([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1])], "a.txt", { type: "text/plain" });
    expect(await typeOf(png)).toBe("image/png");
    expect(typeAllowed("image/png", ["image/*"])).toBe(true);
    expect(typeAllowed("image/png", ["application/pdf"])).toBe(false);
    const inbox = { attachment_max_bytes: 3, attachment_types: ["image/*"] };
    expect(await refuse(png, 0, inbox)).toEqual({ code: "size", limit: 3 });
    expect(await refuse(png, 15, inbox)).toMatchObject({ code: "count" });
    expect(await refuse(new File([], "e"), 0, undefined)).toEqual({ code: "empty" });
    expect(await refuse(new File(["x"], "t.txt", { type: "text/plain" }), 0, inbox)).toEqual({ code: "type", type: "text/plain" });
  });
});

describe("the address", () => {
  it("takes what it knows and nothing else", () => {
    expect(readListSearch({ view: "mine", unread: true, priority: "silly", at: 3, evil: "<x>" })).toEqual({ view: "mine", unread: true, at: 3 });
    expect(queryOf({ view: "mine", q: "12" })).toEqual({ status: ["open"], assignee: "me", q: "12" });
    expect(queryOf({ view: "0199" })).toEqual({ view: "0199" });
  });
});

describe("snoozing", () => {
  it("offers times that are still to come", () => {
    const late = new Date(2026, 0, 4, 22, 0);
    const choices = snoozeChoices(late);
    expect(choices.map((choice) => choice.id)).toEqual(["hour", "tomorrow"]);
    for (const choice of choices) expect(choice.at.getTime()).toBeGreaterThan(late.getTime());
  });
});
