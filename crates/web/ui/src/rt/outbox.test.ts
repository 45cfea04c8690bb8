import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Outbox, type OutboxPorts, type Outgoing } from "./outbox";
import { ApiError, offline } from "./problem";
import { message } from "./testing";
import type { Message } from "./types";

const item = (clientId: string, conversationId = "c"): Omit<Outgoing, "state" | "error"> => ({ clientId, conversationId, kind: "text", body: clientId, replyToId: null, mentions: [], attachments: [], createdAt: "" });

function make(send: (item: Outgoing) => Promise<Message>, over: Partial<OutboxPorts> = {}) {
  const kept = new Map<string, Outgoing>();
  const outbox = new Outbox({
    send,
    sent: () => undefined,
    changed: () => undefined,
    load: () => Promise.resolve([...kept.values()]),
    save: (items, gone) => {
      items.forEach((one) => kept.set(one.clientId, { ...one }));
      gone.forEach((id) => kept.delete(id));
      return Promise.resolve();
    },
    random: () => 0.5,
    ...over,
  });
  return { outbox, kept };
}

describe("the outbox", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const settle = () => vi.advanceTimersByTimeAsync(120_000);

  it("sends in order within a conversation, side by side across them", async () => {
    const log: string[] = [];
    const running = { c: 0, d: 0 } as Record<string, number>;
    let most = 0;
    const { outbox } = make(async (one) => {
      running[one.conversationId]! += 1;
      expect(running[one.conversationId]).toBe(1);
      most = Math.max(most, running.c! + running.d!);
      await new Promise((resolve) => setTimeout(resolve, 10));
      running[one.conversationId]! -= 1;
      log.push(one.clientId);
      return message(1);
    });
    for (const id of ["c1", "c2", "c3"]) outbox.add(item(id, "c"));
    for (const id of ["d1", "d2"]) outbox.add(item(id, "d"));
    await settle();
    expect(log.filter((id) => id.startsWith("c"))).toEqual(["c1", "c2", "c3"]);
    expect(log.filter((id) => id.startsWith("d"))).toEqual(["d1", "d2"]);
    expect(most).toBe(2);
    expect(outbox.waiting).toBe(0);
  });

  it("tries again what passes, with the same key, and waits as told", async () => {
    const keys: string[] = [];
    const times: number[] = [];
    const { outbox, kept } = make((one) => {
      keys.push(one.clientId);
      times.push(Date.now());
      if (keys.length === 1) return Promise.reject(offline());
      if (keys.length === 2) return Promise.reject(new ApiError(429, "RATE_LIMITED", null, null, 7));
      return keys.length === 3 ? Promise.reject(new ApiError(503, "NOT_READY", null, null, null)) : Promise.resolve(message(1));
    });
    outbox.add(item("a"));
    await settle();
    expect(keys).toEqual(["a", "a", "a", "a"]);
    expect(times[2]! - times[1]!).toBe(7_000);
    expect(kept.size).toBe(0);
  });

  it("leaves a refused message to the user, and goes on with the next", async () => {
    const sent: string[] = [];
    let good = false;
    const { outbox } = make((one) => {
      if (one.clientId === "bad" && !good) return Promise.reject(new ApiError(422, "VALIDATION_FAILED", "r1", null, null));
      sent.push(one.clientId);
      return Promise.resolve(message(1));
    });
    outbox.add(item("bad"));
    outbox.add(item("next"));
    await settle();
    expect(sent).toEqual(["next"]);
    expect(outbox.of("c")).toMatchObject([{ clientId: "bad", state: "failed", error: { code: "VALIDATION_FAILED", requestId: "r1" } }]);
    good = true;
    outbox.retry("bad");
    await settle();
    expect(sent).toEqual(["next", "bad"]);
    expect(outbox.of("c")).toEqual([]);
  });

  it("ends a message when its echo is heard first", async () => {
    let answer: (it: Message) => void = () => undefined;
    const { outbox, kept } = make(() => new Promise((resolve) => (answer = resolve)));
    outbox.add(item("a"));
    await vi.advanceTimersByTimeAsync(1);
    outbox.confirm("a");
    expect(outbox.of("c")).toEqual([]);
    answer(message(1));
    await settle();
    expect(outbox.of("c")).toEqual([]);
    expect(kept.size).toBe(0);
  });

  it("goes on with what an earlier page has left", async () => {
    const sent: string[] = [];
    const { outbox } = make(
      (one) => {
        sent.push(one.clientId);
        return Promise.resolve(message(1));
      },
      { load: () => Promise.resolve([{ ...item("left"), state: "sending", error: null }]) },
    );
    await outbox.load();
    await settle();
    expect(sent).toEqual(["left"]);
  });

  it("does not send what another tab has sent meanwhile", async () => {
    const sent: string[] = [];
    const stored = [{ ...item("theirs"), state: "sending" as const, error: null }];
    const { outbox } = make(
      (one) => {
        sent.push(one.clientId);
        return Promise.resolve(message(1));
      },
      { load: () => Promise.resolve(stored), waits: () => Promise.resolve(false) },
    );
    await outbox.load();
    await settle();
    expect(sent).toEqual([]);
    expect(outbox.of("c")).toEqual([]);
  });
});
