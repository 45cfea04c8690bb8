import { describe, expect, it, vi } from "vitest";
import { applyEvent } from "./apply";
import { matches } from "./lists";
import { Notifier } from "./notify";
import { Store } from "./store";
import { conversation, event, message, seeded, shuffled } from "./testing";
import { later, Thread } from "./thread";
import type { Message } from "./types";

const none = () => undefined;

describe("a thread", () => {
  it("ends the same in 200 random orders, with everything twice", () => {
    const states: Message["status"][] = ["queued", "sending", "sent", "delivered", "read"];
    const tellings = Array.from({ length: 12 }, (_, at) => at + 4).flatMap((seq) => states.map((status, at) => message(seq, { status, version: 1 + (seq % 2 ? at : 0) })));
    for (let seed = 1; seed <= 200; seed += 1) {
      const thread = new Thread();
      thread.page([message(1), message(2), message(3)], { older: false });
      for (const telling of shuffled([...tellings, ...tellings], seeded(seed))) thread.put(telling);
      expect(thread.items.map((item) => item.seq)).toEqual(Array.from({ length: 15 }, (_, at) => at + 1));
      expect(thread.items.slice(3).every((item) => item.status === "read")).toBe(true);
      expect(thread.hole).toBe(false);
    }
  });

  it("keeps what comes after a hole, and says that there is one", () => {
    const thread = new Thread();
    thread.page([message(1), message(2)], { older: false });
    expect(thread.put(message(5))).toBe(false);
    expect(thread.hole).toBe(true);
    expect(thread.lastSeq).toBe(2);
    thread.page([message(3), message(4)], { newer: false });
    expect(thread.items.map((item) => item.seq)).toEqual([1, 2, 3, 4, 5]);
    expect(thread.hole).toBe(false);
  });

  it("joins older pages in front", () => {
    const thread = new Thread();
    thread.page([message(51), message(52)], { older: true, newer: false });
    thread.page([message(49), message(50)], { older: true });
    expect(thread.items.map((item) => item.seq)).toEqual([49, 50, 51, 52]);
    expect(thread.at(50)?.id).toBe("m50");
    expect(thread.hasOlder).toBe(true);
    thread.page([message(1)], { older: false });
    expect(thread.firstSeq).toBe(1);
  });

  it("does not take what is newer while it stands in the past", () => {
    const thread = new Thread();
    thread.page([message(10), message(11)], { older: true, newer: true });
    thread.put(message(90));
    expect(thread.lastSeq).toBe(11);
    expect(thread.hole).toBe(false);
  });

  it("never lets a state go down within an attempt, and lets a new attempt begin", () => {
    const read = message(1, { status: "read" });
    expect(later(read, message(1, { status: "sent" }))).toBe(read);
    const again = message(1, { status: "queued", attempt: 2 });
    expect(later(message(1, { status: "failed" }), again)).toBe(again);
    const liked = message(1, { status: "read", reactions: [{ emoji: "👍", by: [] }] });
    expect(later(read, liked)).toBe(liked);
    expect(later(liked, message(1, { status: "sent" }))).toBe(liked);
    const edited = message(1, { version: 2, body: "new" });
    expect(later(edited, read)).toBe(edited);
  });
});

describe("conversations", () => {
  const store = () => {
    const it = new Store("me");
    it.conversations.put(conversation({ message_count: 3, unread_count: 1 }), true);
    return it;
  };

  it("count each message of the contact once, whatever comes twice", () => {
    const it = store();
    const created = event(1, "message:created", message(4));
    applyEvent(it, created, none);
    applyEvent(it, created, none);
    applyEvent(it, event(2, "message:created", message(3)), none);
    applyEvent(it, event(3, "message:created", message(5, { direction: "outbound", sender: { type: "user", id: "me", name: "Me" } })), none);
    expect(it.conversations.get("c")?.unread_count).toBe(2);
    expect(it.conversations.get("c")?.message_count).toBe(5);
  });

  it("keep what is the caller's own when an event tells of them", () => {
    const it = store();
    applyEvent(it, event(1, "conversation:updated", { ...conversation({ version: 2, priority: "high", message_count: 3 }), unread_count: undefined as never }), none);
    expect(it.conversations.get("c")).toMatchObject({ priority: "high", unread_count: 1 });
  });

  it("do not go back to an older version", () => {
    const it = store();
    applyEvent(it, event(1, "conversation:updated", conversation({ version: 3, priority: "urgent", message_count: 3 })), none);
    applyEvent(it, event(2, "conversation:updated", conversation({ version: 2, priority: "low", message_count: 4 })), none);
    expect(it.conversations.get("c")).toMatchObject({ priority: "urgent", message_count: 4 });
  });

  it("show a change at once and take it back", () => {
    const it = store();
    const undo = it.conversations.patch("c", "op", { status: "resolved" });
    expect(it.conversations.get("c")?.status).toBe("resolved");
    undo();
    expect(it.conversations.get("c")?.status).toBe("open");
  });

  it("are asked for when they are not known", () => {
    const it = new Store("me");
    it.onUnknown = vi.fn();
    applyEvent(it, event(1, "message:created", message(1)), none);
    expect(it.onUnknown).toHaveBeenCalledWith("c");
  });

  it("tell of our own messages by client id", () => {
    const own = vi.fn();
    applyEvent(store(), event(1, "message:created", message(4, { client_id: "x" })), own);
    expect(own).toHaveBeenCalledOnce();
  });
});

describe("a list", () => {
  it("lets in what belongs, and out what no longer does", () => {
    const store = new Store("me");
    const list = store.list({ status: ["open"], assignee: "none" });
    list.page([], null, true);
    store.conversations.put(conversation({ id: "a", last_activity_at: "2026-01-01T10:00:00Z" }), true);
    store.conversations.put(conversation({ id: "b", last_activity_at: "2026-01-01T11:00:00Z" }), true);
    expect(store.order(list)).toEqual(["b", "a"]);
    const undo = store.conversations.patch("b", "op", { assignee_id: "me" });
    expect(store.order(list)).toEqual(["a"]);
    undo();
    expect(store.order(list)).toEqual(["b", "a"]);
  });

  it("does not let in what stands on a page that was not read", () => {
    const store = new Store("me");
    const list = store.list({ status: ["open"] });
    const top = conversation({ id: "a", last_activity_at: "2026-01-02T10:00:00Z" });
    store.conversations.put(top, true);
    list.page([top], "more", true);
    expect(store.order(list)).toEqual(["a"]);
    store.conversations.put(conversation({ id: "old", last_activity_at: "2026-01-01T10:00:00Z" }), true);
    expect(store.order(list)).toEqual(["a"]);
  });

  it("knows what only the server can tell", () => {
    const it = conversation({ labels: ["vip"] });
    expect(matches({ q: "x" }, it, "me")).toBeUndefined();
    expect(matches({ view: "v" }, it, "me")).toBeUndefined();
    const filter = { all: [{ field: "status", op: "in" as const, value: ["open"] }, { field: "label", op: "has" as const, value: "vip" }] };
    expect(matches({ view: "v" }, it, "me", filter)).toBe(true);
    expect(matches({ view: "v" }, it, "me", { not: filter })).toBe(false);
    expect(matches({ view: "v" }, it, "me", { any: [filter, { field: "number", op: "eq" as const, value: 1 }] })).toBe(true);
    expect(matches({ view: "v" }, it, "me", { field: "number", op: "eq", value: 1 })).toBeUndefined();
  });
});

describe("opening another conversation", () => {
  it("lets go of what is read now from the list of unread ones, and touches nothing else", () => {
    const store = new Store("me");
    const [open, unread] = [store.list({ status: ["open"] }), store.list({ unread: true })];
    const rows = [conversation({ id: "a", unread_count: 1 }), conversation({ id: "b", unread_count: 1 })];
    for (const row of rows) store.conversations.put(row, true);
    open.page(rows, null, true);
    unread.page(rows, null, true);
    const versions = () => ["conv:a", "conv:b", 'list:[["status",["open"]]]'].map((key) => store.notifier.version(key));
    store.setOpen("a");
    store.conversations.read({ conversation_id: "a", unread_count: 0 });
    expect(store.order(unread).toSorted()).toEqual(["a", "b"]);
    const before = versions();
    store.setOpen("b");
    expect(store.order(unread)).toEqual(["b"]);
    expect(versions()).toEqual(before);
  });

  it("is told of one that became part of another", () => {
    const store = new Store("me");
    store.conversations.put(conversation({ id: "c" }), true);
    applyEvent(store, event(1, "conversation:merged", { id: "c", merged_into: "d" }), none);
    expect([store.conversations.get("c"), store.merged.get("c")]).toEqual([undefined, "d"]);
  });
});

describe("the notifier", () => {
  it("tells a key once a frame", () => {
    const frames: (() => void)[] = [];
    const notifier = new Notifier((flush) => frames.push(flush));
    const heard = vi.fn();
    const other = vi.fn();
    notifier.subscribe("a", heard);
    notifier.subscribe("b", other);
    for (let times = 0; times < 100; times += 1) notifier.touch("a");
    expect(frames).toHaveLength(1);
    frames[0]?.();
    expect(heard).toHaveBeenCalledOnce();
    expect(other).not.toHaveBeenCalled();
    expect(notifier.version("a")).toBe(100);
  });
});
