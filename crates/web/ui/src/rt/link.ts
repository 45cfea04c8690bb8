// One connection per browser: the tab that holds the lock owns the socket and hands every frame on to
// the others. Without locks each tab has its own. Where sockets are blocked the log is polled.
import { ok, type api as Api } from "./api";
import { net, setNet } from "./net";
import { RealtimeSocket } from "./socket";
import type { Event, EventPage } from "./types";

export interface LinkPorts {
  api: typeof Api;
  ticket: () => Promise<string | null>;
  refreshed: () => Promise<boolean>;
  cursor: () => number | null;
  setCursor: (pos: number) => void;
  event: (event: Event) => void;
  signal: (frame: Record<string, unknown>) => void;
  /** Read everything anew. */
  resync: () => void;
  lost: () => void;
  live: () => void;
  outdated: (minUi: string) => void;
}

type Shared =
  | { k: "event"; pos: number; prev: number; event: Event }
  | { k: "signal"; frame: Record<string, unknown> }
  | { k: "state"; live: boolean; head: number }
  | { k: "resync"; head: number }
  | { k: "who" }
  | { k: "command"; command: Record<string, unknown> };

/** No event for so long after resuming: nothing more is to be caught up. */
const SETTLED = 400;
const POLL_WAIT = 25;
const SOCKET_AGAIN = 60_000;

export class Link {
  private readonly socket: RealtimeSocket;
  private readonly channel: BroadcastChannel | null;
  private readonly ending = new AbortController();
  private leads = false;
  private counting: { from: number; count: number; head: number; timer: ReturnType<typeof setTimeout> } | null = null;
  private polling = false;
  private catching: Promise<void> | null = null;

  constructor(
    name: string,
    private readonly ports: LinkPorts,
  ) {
    this.channel = typeof BroadcastChannel === "undefined" || !navigator.locks ? null : new BroadcastChannel(`skybot-rt:${name}`);
    this.channel?.addEventListener("message", ({ data }) => this.heard(data as Shared));
    this.socket = new RealtimeSocket({
      open: () => new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/v1/realtime`, "skybot.v1"),
      ticket: ports.ticket,
      refreshed: ports.refreshed,
      cursor: ports.cursor,
      event: (pos, event) => this.lead(pos, event),
      signal: (frame) => {
        this.share({ k: "signal", frame });
        ports.signal(frame);
      },
      resync: (head) => {
        this.share({ k: "resync", head });
        this.resync(head);
      },
      live: (head) => {
        this.share({ k: "state", live: true, head });
        this.live(head);
      },
      lost: (retryAt) => {
        this.share({ k: "state", live: false, head: 0 });
        this.lost(retryAt);
      },
      hello: ports.outdated,
    });
    setNet({ link: "connecting" });
    if (this.channel) {
      const { signal } = this.ending;
      void navigator.locks.request(`skybot-rt:${name}`, { signal }, () => this.beLeader()).catch(() => undefined);
      this.share({ k: "who" });
    } else {
      void this.beLeader();
    }
    addEventListener("online", this.online);
    addEventListener("offline", this.offline);
    addEventListener("focus", this.online);
  }

  private async beLeader(): Promise<void> {
    this.leads = true;
    this.socket.start();
    await new Promise<void>((resolve) => {
      this.ending.signal.addEventListener("abort", () => resolve());
    });
  }

  close(): void {
    removeEventListener("online", this.online);
    removeEventListener("offline", this.offline);
    removeEventListener("focus", this.online);
    this.socket.stop();
    this.polling = false;
    this.ending.abort();
    this.channel?.close();
    clearTimeout(this.counting?.timer);
    setNet({ link: "idle", lostAt: null, caughtUp: null, retryAt: null });
  }

  /** Commands are for now: on a lost connection they are not kept. */
  send(command: Record<string, unknown>): void {
    if (this.leads) this.socket.send(command);
    else this.share({ k: "command", command });
  }

  readonly online = (): void => {
    if (this.leads) this.socket.retryNow();
  };

  private readonly offline = (): void => {
    this.socket.cut();
    this.lost(null);
    setNet({ link: "offline" });
  };

  private share(message: Shared): void {
    this.channel?.postMessage(message);
  }

  private heard(message: Shared): void {
    if (message.k === "command" || message.k === "who") {
      if (!this.leads) return;
      if (message.k === "command") this.socket.send(message.command);
      else this.share({ k: "state", live: this.socket.live, head: this.ports.cursor() ?? 0 });
      return;
    }
    if (this.leads) return;
    if (message.k === "event") this.follow(message);
    else if (message.k === "signal") this.ports.signal(message.frame);
    else if (message.k === "resync") this.resync(message.head);
    else if (message.live) this.followLive(message.head);
    else this.lost(null);
  }

  private lead(pos: number, event: Event): void {
    const prev = this.ports.cursor() ?? 0;
    this.share({ k: "event", pos, prev, event });
    this.take(pos, event);
  }

  private take(pos: number, event: Event): void {
    this.ports.setCursor(pos);
    this.ports.event(event);
    if (this.counting) {
      this.counting.count += 1;
      if (pos >= this.counting.head) this.settle();
      else this.await();
    }
  }

  /** A tab that only listens has a cursor of its own, and fills its holes from the log. */
  private follow({ pos, prev, event }: { pos: number; prev: number; event: Event }): void {
    const cursor = this.ports.cursor();
    if (cursor === null || pos <= cursor) return;
    if (prev > cursor) void this.catchUp();
    else this.take(pos, event);
  }

  private followLive(head: number): void {
    const cursor = this.ports.cursor();
    if (cursor === null) this.resync(head);
    this.live(head);
    if (cursor !== null && cursor < head) void this.catchUp();
  }

  private resync(head: number): void {
    this.ports.setCursor(head);
    this.ports.resync();
  }

  private live(head: number): void {
    const { lostAt } = net.get();
    const cursor = this.ports.cursor() ?? head;
    this.polling = false;
    setNet({ link: "live", retryAt: null });
    this.ports.live();
    if (lostAt === null) return;
    clearTimeout(this.counting?.timer);
    this.counting = { from: lostAt, count: 0, head, timer: setTimeout(() => this.settle(), SETTLED) };
    if (cursor >= head) this.settle();
  }

  private await(): void {
    if (!this.counting) return;
    clearTimeout(this.counting.timer);
    this.counting.timer = setTimeout(() => this.settle(), SETTLED);
  }

  /** Caught up: tell how much, if the gap was long enough to have been told of. */
  private settle(): void {
    if (!this.counting) return;
    const { from, count, timer } = this.counting;
    clearTimeout(timer);
    this.counting = null;
    const noticed = Date.now() - from > 1_500;
    setNet({ lostAt: null, caughtUp: noticed || count > 0 ? count : null });
  }

  private lost(retryAt: number | null): void {
    const now = net.get();
    setNet({
      link: navigator.onLine === false ? "offline" : this.polling ? "polling" : "connecting",
      // The first connection of a page is not one that was lost.
      lostAt: now.link === "live" || now.link === "polling" || now.lostAt !== null ? (now.lostAt ?? Date.now()) : null,
      caughtUp: null,
      retryAt,
    });
    this.ports.lost();
    if (this.leads && this.socket.blocked && !this.polling) void this.poll();
  }

  /** Everything after the cursor, by REST. */
  private catchUp(): Promise<void> {
    this.catching ??= this.read(0).finally(() => {
      this.catching = null;
    });
    return this.catching;
  }

  private async page(query: { after?: number; limit: number; wait?: number }): Promise<EventPage> {
    // The document has a stream of text beside the page; it is asked for by another Accept.
    return (await ok(this.ports.api.GET("/api/v1/events", { params: { query }, signal: this.ending.signal }))) as EventPage;
  }

  private async read(wait: number): Promise<void> {
    for (;;) {
      const after = this.ports.cursor() ?? 0;
      const page = await this.page({ after, limit: 100, ...(wait ? { wait } : {}) });
      if (after < page.oldest) {
        this.share({ k: "resync", head: page.head });
        this.resync(page.head);
        return;
      }
      for (const event of page.items) {
        if (event.pos <= (this.ports.cursor() ?? 0)) continue;
        if (this.leads) this.lead(event.pos, event);
        else this.take(event.pos, event);
      }
      if (page.next_after > (this.ports.cursor() ?? 0)) this.ports.setCursor(page.next_after);
      if (page.next_after >= page.head) return;
    }
  }

  private async poll(): Promise<void> {
    this.polling = true;
    const again = setInterval(() => this.socket.retryNow(), SOCKET_AGAIN);
    while (this.polling && !this.ending.signal.aborted) {
      try {
        if (this.ports.cursor() === null) {
          this.resync((await this.page({ limit: 1 })).head);
        }
        await this.read(0);
        setNet({ link: "polling", lostAt: null, retryAt: null });
        this.ports.live();
        await this.read(POLL_WAIT);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 2_000 + Math.random() * 3_000));
      }
    }
    clearInterval(again);
  }
}
