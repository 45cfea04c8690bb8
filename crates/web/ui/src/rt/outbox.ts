// Messages on their way. Kept in IndexedDB until the server has them; in order within a conversation,
// side by side across conversations. `clientId` is the idempotency key, so a message whose answer was
// lost is not sent twice. What passes is tried again; what the server refuses waits for the user.
import { ApiError, asApiError } from "./problem";
import type { Message, PostKind } from "./types";

export interface Outgoing {
  clientId: string;
  conversationId: string;
  kind: PostKind;
  body: string;
  replyToId: string | null;
  mentions: string[];
  attachments: { id: string; name: string; media_type: string; size: number; width: number | null; height: number | null; has_thumbnail: boolean }[];
  createdAt: string;
  state: "waiting" | "sending" | "failed";
  /** Why it failed: a problem's code. */
  error: { code: string; requestId: string | null } | null;
}

export interface OutboxPorts {
  send: (item: Outgoing) => Promise<Message>;
  sent: (item: Outgoing, message: Message) => void;
  changed: (conversationId: string) => void;
  load: () => Promise<Outgoing[]>;
  save: (items: Outgoing[], gone: string[]) => Promise<void>;
  /** Runs the work in one tab at a time, where the browser can say so. */
  exclusive?: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  /** Whether a message that another tab has written still waits. */
  waits?: (clientId: string) => Promise<boolean>;
  random?: () => number;
}

const FIRST_DELAY = 1_000;
const LONGEST_DELAY = 30_000;

export class Outbox {
  private items = new Map<string, Outgoing>();
  private readonly running = new Set<string>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly tries = new Map<string, number>();
  /** Written by another tab, or an earlier page: somebody else may have sent it by the time it is one's turn. */
  private readonly foreign = new Set<string>();
  private stopped = false;

  constructor(private readonly ports: OutboxPorts) {}

  /** Reads what an earlier page, or another tab, has left. */
  async load(): Promise<void> {
    const stored = await this.ports.load().catch(() => []);
    const touched = new Set<string>();
    const here = new Map(stored.map((item) => [item.clientId, item]));
    for (const item of this.items.values()) {
      touched.add(item.conversationId);
      // A message that this tab is sending is better known here.
      if (this.running.has(item.conversationId)) here.set(item.clientId, item);
    }
    for (const item of here.values()) {
      if (!this.items.has(item.clientId)) this.foreign.add(item.clientId);
      touched.add(item.conversationId);
      if (item.state === "sending" && !this.running.has(item.conversationId)) item.state = "waiting";
    }
    this.items = here;
    touched.forEach((id) => {
      this.ports.changed(id);
      this.kick(id);
    });
  }

  of(conversationId: string): Outgoing[] {
    return Array.from(this.items.values()).filter((item) => item.conversationId === conversationId);
  }

  get waiting(): number {
    return Array.from(this.items.values()).filter((item) => item.state !== "failed").length;
  }

  add(item: Omit<Outgoing, "state" | "error">): void {
    const outgoing: Outgoing = { ...item, state: "waiting", error: null };
    this.items.set(item.clientId, outgoing);
    this.ports.changed(item.conversationId);
    // Sent at once, whether or not the browser has kept it yet: the user waits for neither.
    void this.ports.save([outgoing], []).catch(() => undefined);
    this.kick(item.conversationId);
  }

  retry(clientId: string): void {
    const item = this.items.get(clientId);
    if (!item) return;
    this.tries.delete(item.conversationId);
    this.set(item, { state: "waiting", error: null });
    this.kick(item.conversationId);
  }

  discard(clientId: string): void {
    const item = this.items.get(clientId);
    if (!item) return;
    this.items.delete(clientId);
    void this.ports.save([], [clientId]).catch(() => undefined);
    this.ports.changed(item.conversationId);
    this.kick(item.conversationId);
  }

  /** The server has it, by whichever way this was heard of first. */
  confirm(clientId: string): void {
    const item = this.items.get(clientId);
    if (item) this.discard(clientId);
  }

  /** The network is back: do not wait out the delays. */
  retryNow(): void {
    this.tries.clear();
    for (const item of this.items.values()) this.kick(item.conversationId);
  }

  stop(): void {
    this.stopped = true;
    this.timers.forEach((timer) => clearTimeout(timer));
  }

  private set(item: Outgoing, change: Partial<Outgoing>): Outgoing {
    const next = { ...item, ...change };
    if (this.items.has(item.clientId)) {
      this.items.set(item.clientId, next);
      void this.ports.save([next], []).catch(() => undefined);
      this.ports.changed(item.conversationId);
    }
    return next;
  }

  private kick(conversationId: string): void {
    clearTimeout(this.timers.get(conversationId));
    this.timers.delete(conversationId);
    if (this.stopped || this.running.has(conversationId)) return;
    // A refused message does not hold back those behind it: the user sees it and decides.
    const next = this.of(conversationId).find((item) => item.state !== "failed");
    if (next) void this.run(conversationId, next);
  }

  private async run(conversationId: string, first: Outgoing): Promise<void> {
    this.running.add(conversationId);
    const exclusive = this.ports.exclusive ?? ((_name, work) => work());
    let wait: number | null = null;
    try {
      wait = await exclusive(`skybot-outbox:${conversationId}`, () => this.send(first));
    } finally {
      this.running.delete(conversationId);
    }
    if (wait === null) this.kick(conversationId);
    else this.timers.set(conversationId, setTimeout(() => this.kick(conversationId), wait));
  }

  /** Sends one. Returns how long to wait before the next try, or null to go on. */
  private async send(first: Outgoing): Promise<number | null> {
    const current = this.items.get(first.clientId);
    if (!current || current.state === "failed") return null;
    if (this.foreign.has(current.clientId) && this.ports.waits && !(await this.ports.waits(current.clientId))) {
      this.items.delete(current.clientId);
      this.ports.changed(current.conversationId);
      return null;
    }
    const item = this.set(current, { state: "sending", error: null });
    try {
      const message = await this.ports.send(item);
      this.tries.delete(item.conversationId);
      this.ports.sent(item, message);
      this.confirm(item.clientId);
      return null;
    } catch (error) {
      const failure = asApiError(error);
      // Without a session nothing can be sent, but the message is as good as before.
      if (failure.passing || failure.status === 401) {
        this.set(item, { state: "waiting" });
        return this.delay(item.conversationId, failure);
      }
      this.set(item, { state: "failed", error: { code: failure.code, requestId: failure.requestId } });
      return null;
    }
  }

  private delay(conversationId: string, error: ApiError): number {
    const tries = this.tries.get(conversationId) ?? 0;
    this.tries.set(conversationId, Math.min(tries + 1, 10));
    if (error.retryAfter !== null) return error.retryAfter * 1000;
    const random = (this.ports.random ?? Math.random)();
    return FIRST_DELAY / 2 + random * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** tries);
  }
}
