import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DEAD_AFTER, FAILS_BEFORE_POLLING, MEND_EVERY, PING_EVERY, RealtimeSocket, type SocketPorts } from "./socket";
import { event, message } from "./testing";

class Line extends EventTarget {
  readyState = 1;
  sent: Record<string, unknown>[] = [];
  send(text: string) {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close() {
    this.readyState = 3;
  }
  says(frame: object) {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(frame) }));
  }
  ends(code: number) {
    this.readyState = 3;
    this.dispatchEvent(new CloseEvent("close", { code }));
  }
  get commands() {
    return this.sent.map((command) => command.type);
  }
}

const hello = { type: "hello", node: "n", heartbeat_ms: 25_000, protocol: "skybot.v1", min_ui: "0.0.0" };
const told = (pos: number, prev: number) => ({ type: "event", pos, prev, event: event(pos, "message:created", message(pos)) });

function make(over: Partial<SocketPorts> = {}) {
  const lines: Line[] = [];
  const state = { cursor: 10 as number | null, applied: [] as number[], resyncs: [] as number[], lost: 0, live: 0 };
  const socket = new RealtimeSocket({
    open: () => {
      const line = new Line();
      lines.push(line);
      return line as unknown as WebSocket;
    },
    ticket: () => Promise.resolve("t"),
    cursor: () => state.cursor,
    event: (pos) => {
      state.cursor = pos;
      state.applied.push(pos);
    },
    signal: () => undefined,
    resync: (head) => {
      state.cursor = head;
      state.resyncs.push(head);
    },
    live: () => (state.live += 1),
    lost: () => (state.lost += 1),
    refreshed: () => Promise.resolve(true),
    random: () => 1,
    ...over,
  });
  const goLive = async (head = 10) => {
    const line = lines.at(-1)!;
    line.says(hello);
    await vi.advanceTimersByTimeAsync(0);
    line.says({ type: "authenticated", user_id: "u", account_id: "a", head, oldest: 0 });
    return line;
  };
  return { socket, lines, state, goLive };
}

describe("the socket", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("says who it is by ticket and resumes after its cursor", async () => {
    const { socket, state, goLive } = make();
    socket.start();
    const line = await goLive(20);
    expect(line.sent).toEqual([
      { type: "authenticate", ticket: "t" },
      { type: "resume", after: 10 },
    ]);
    expect(state.live).toBe(1);
  });

  it("begins at the head when nothing was read", async () => {
    const { socket, state, goLive } = make();
    state.cursor = null;
    socket.start();
    const line = await goLive(33);
    expect(state.resyncs).toEqual([33]);
    expect(line.sent.at(-1)).toEqual({ type: "resume", after: 33 });
  });

  it("drops what comes twice and asks again where something is missing", async () => {
    const { socket, state, goLive } = make();
    socket.start();
    const line = await goLive();
    line.says(told(11, 10));
    line.says(told(11, 10));
    line.says(told(14, 12));
    line.says(told(15, 14));
    expect(state.applied).toEqual([11]);
    expect(line.commands.filter((type) => type === "resume")).toHaveLength(2);
    expect(line.sent.at(-1)).toMatchObject({ type: "resume", after: 11 });
    for (const [pos, prev] of [[12, 11], [14, 12], [15, 14]] as const) line.says(told(pos, prev));
    expect(state.applied).toEqual([11, 12, 14, 15]);
  });

  it("asks again as long as the answer has holes of its own, and then no more", async () => {
    const { socket, state, goLive } = make();
    socket.start();
    const line = await goLive();
    line.says(told(12, 11));
    const asked = () => line.commands.filter((type) => type === "resume").length;
    expect(asked()).toBe(2);
    await vi.advanceTimersByTimeAsync(MEND_EVERY);
    expect(asked()).toBe(3);
    line.says(told(11, 10));
    await vi.advanceTimersByTimeAsync(MEND_EVERY);
    expect(asked()).toBe(4);
    line.says(told(12, 11));
    await vi.advanceTimersByTimeAsync(5 * MEND_EVERY);
    expect(asked()).toBe(4);
    expect(state.applied).toEqual([11, 12]);
  });

  it("tries for ever, later and later, and at once when told", async () => {
    const { socket, lines } = make();
    socket.start();
    const waits: number[] = [];
    for (let tries = 0; tries < 9; tries += 1) {
      lines.at(-1)!.ends(1006);
      const from = Date.now();
      const before = lines.length;
      while (lines.length === before) await vi.advanceTimersByTimeAsync(100);
      waits.push(Date.now() - from);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    expect(socket.blocked).toBe(true);
    expect(FAILS_BEFORE_POLLING).toBe(3);
    lines.at(-1)!.ends(1006);
    const before = lines.length;
    socket.retryNow();
    expect(lines).toHaveLength(before + 1);
  });

  it("finds a dead line by a ping without an answer", async () => {
    const { socket, lines, state, goLive } = make();
    socket.start();
    const line = await goLive();
    await vi.advanceTimersByTimeAsync(PING_EVERY);
    expect(line.commands.at(-1)).toBe("ping");
    line.says({ type: "pong" });
    await vi.advanceTimersByTimeAsync(PING_EVERY + DEAD_AFTER);
    expect(state.lost).toBe(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(lines).toHaveLength(2);
  });

  it("resumes at once after 4013, and after a restart within five seconds", async () => {
    const { socket, lines, goLive } = make();
    socket.start();
    (await goLive()).ends(4013);
    await vi.advanceTimersByTimeAsync(0);
    expect(lines).toHaveLength(2);
    (await goLive()).ends(1012);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(lines).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(lines).toHaveLength(3);
  });

  it("asks for the session once after 4010, then stops if it is over", async () => {
    const refreshed = vi.fn(() => Promise.resolve(false));
    const { socket, lines, goLive } = make({ refreshed });
    socket.start();
    (await goLive()).ends(4010);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(refreshed).toHaveBeenCalledOnce();
    expect(lines).toHaveLength(1);
  });

  it("reads everything anew on resync", async () => {
    const { socket, state, goLive } = make();
    socket.start();
    const line = await goLive();
    line.says({ type: "resync", reason: "old", head: 99 });
    expect(state.resyncs).toEqual([99]);
    line.says(told(100, 99));
    expect(state.applied).toEqual([100]);
  });
});
