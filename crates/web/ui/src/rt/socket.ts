// The realtime connection: says who it is, resumes after the cursor, proves by `prev` that nothing is
// missing, finds out when the line is dead, and tries again for ever. Knows neither store nor screens.
import type { Event } from "./types";

export type ServerFrame =
  | { type: "hello"; node: string; heartbeat_ms: number; protocol: string; min_ui: string }
  | { type: "authenticated"; user_id: string; account_id: string; head: number; oldest: number }
  | { type: "ok"; ref: string }
  | { type: "error"; ref?: string; problem: { code: string; status: number } }
  | { type: "event"; pos: number; prev: number; event: Event }
  | ({ type: "signal" } & Record<string, unknown>)
  | { type: "resync"; reason: string; head: number }
  | { type: "pong"; ref?: string };

export interface SocketPorts {
  open: () => WebSocket;
  /** A one-use ticket; null if the session is over. */
  ticket: () => Promise<string | null>;
  /** The last position that was applied; null: nothing has been read yet. */
  cursor: () => number | null;
  /** Events in order, each once. */
  event: (pos: number, event: Event) => void;
  signal: (frame: Record<string, unknown>) => void;
  /** Everything has to be read anew; events go on after `head`. */
  resync: (head: number) => void;
  /** Resumed; events up to `head` follow. */
  live: (head: number) => void;
  lost: (retryAt: number | null) => void;
  /** Asks for the session once more, after the server refused the credential. */
  refreshed: () => Promise<boolean>;
  hello?: (minUi: string) => void;
  random?: () => number;
}

export const PING_EVERY = 20_000;
export const DEAD_AFTER = 10_000;
export const MEND_EVERY = 1_000;
const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;
/** Handshakes that fail before polling takes over. */
export const FAILS_BEFORE_POLLING = 3;

export class RealtimeSocket {
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pinger: ReturnType<typeof setTimeout> | undefined;
  private tries = 0;
  private failed = 0;
  private isLive = false;
  private stopped = true;
  /** The highest position that this connection has told of. */
  private heard = 0;
  private mender: ReturnType<typeof setTimeout> | undefined;
  private refreshedOnce = false;

  constructor(private readonly ports: SocketPorts) {}

  get live(): boolean {
    return this.isLive;
  }
  /** Whether the handshake has failed so often that another way should be tried. */
  get blocked(): boolean {
    return this.failed >= FAILS_BEFORE_POLLING;
  }

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    this.drop();
    clearTimeout(this.timer);
  }

  /** Now, instead of at the planned time: the network is back, or somebody pressed the button. */
  retryNow(): void {
    if (this.stopped || this.isLive || (this.socket && this.socket.readyState <= 1)) return;
    this.tries = 0;
    this.connect();
  }

  /** The browser says that it is offline: do not wait until the line is found dead. */
  cut(): void {
    if (this.stopped || !this.socket) return;
    this.drop();
    this.plan();
  }

  send(command: Record<string, unknown>): boolean {
    if (!this.isLive || this.socket?.readyState !== 1) return false;
    this.socket.send(JSON.stringify(command));
    return true;
  }

  private connect(): void {
    clearTimeout(this.timer);
    this.drop();
    let socket: WebSocket;
    try {
      socket = this.ports.open();
    } catch {
      this.plan();
      return;
    }
    this.socket = socket;
    let greeted = false;
    this.watch(socket);
    socket.addEventListener("message", ({ data }) => {
      if (socket !== this.socket) return;
      this.watch(socket);
      greeted = true;
      this.frame(socket, JSON.parse(String(data)) as ServerFrame);
    });
    socket.addEventListener("close", ({ code }) => {
      if (socket !== this.socket) return;
      if (!greeted) this.failed += 1;
      this.drop();
      this.closed(code);
    });
  }

  private frame(socket: WebSocket, frame: ServerFrame): void {
    switch (frame.type) {
      case "hello":
        this.failed = 0;
        this.ports.hello?.(frame.min_ui);
        void this.authenticate(socket);
        return;
      case "authenticated": {
        this.tries = 0;
        this.refreshedOnce = false;
        const cursor = this.ports.cursor();
        if (cursor === null || cursor > frame.head) {
          // Nothing was read, or this is another log (the server was set up anew).
          this.ports.resync(frame.head);
        }
        socket.send(JSON.stringify({ type: "resume", after: this.ports.cursor() ?? frame.head }));
        this.isLive = true;
        this.watch(socket);
        this.ports.live(frame.head);
        return;
      }
      case "event": {
        const cursor = this.ports.cursor() ?? 0;
        if (frame.pos <= cursor) return;
        this.heard = Math.max(this.heard, frame.pos);
        if (frame.prev > cursor) this.mend(socket);
        else this.ports.event(frame.pos, frame.event);
        return;
      }
      case "signal":
        this.ports.signal(frame);
        return;
      case "resync":
        this.ports.resync(frame.head);
        return;
      default:
    }
  }

  /**
   * Something is missing: from the cursor again, until everything that was heard of is here. What comes
   * meanwhile is older news, and the answer may have holes of its own.
   */
  private mend(socket: WebSocket): void {
    if (this.mender) return;
    const ask = () => {
      const cursor = this.ports.cursor() ?? 0;
      if (cursor >= this.heard || socket.readyState !== 1) {
        this.mender = undefined;
        return;
      }
      socket.send(JSON.stringify({ type: "resume", after: cursor }));
      this.mender = setTimeout(ask, MEND_EVERY);
    };
    ask();
  }

  private async authenticate(socket: WebSocket): Promise<void> {
    try {
      const ticket = await this.ports.ticket();
      if (socket !== this.socket) return;
      if (ticket === null) {
        this.stop();
        this.ports.lost(null);
        return;
      }
      socket.send(JSON.stringify({ type: "authenticate", ticket }));
    } catch {
      if (socket !== this.socket) return;
      this.drop();
      this.plan();
    }
  }

  private closed(code: number): void {
    if (this.stopped) return;
    if (code === 4013 || code === 4007) {
      // Too slow, or a cursor that is none: at once, from what is known.
      if (code === 4007) this.ports.resync(0);
      this.plan(0);
    } else if (code === 1012) {
      // The server restarts: not all clients at the same moment.
      this.plan(this.random() * 5_000);
    } else if ((code === 4004 || code === 4010) && !this.refreshedOnce) {
      this.refreshedOnce = true;
      this.ports.lost(null);
      void this.ports.refreshed().then(
        (good) => (good ? this.plan(0) : this.stop()),
        () => this.plan(),
      );
    } else {
      this.plan();
    }
  }

  private random(): number {
    return (this.ports.random ?? Math.random)();
  }

  /** Full jitter: anywhere between nothing and the doubled delay. */
  private plan(delay = this.random() * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.tries)): void {
    if (this.stopped) return;
    this.tries = Math.min(this.tries + 1, 10);
    this.ports.lost(Date.now() + delay);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), delay);
  }

  /** Something was heard. After a while of silence a ping goes out; without an answer the line is dead. */
  private watch(socket: WebSocket): void {
    clearTimeout(this.pinger);
    const dead = () => {
      if (socket !== this.socket) return;
      if (!this.isLive) this.failed += 1;
      this.drop();
      this.plan();
    };
    // Before it is live nothing may be said but who one is.
    const ping = () => {
      if (socket.readyState === 1) socket.send('{"type":"ping"}');
      this.pinger = setTimeout(dead, DEAD_AFTER);
    };
    this.pinger = this.isLive ? setTimeout(ping, PING_EVERY) : setTimeout(dead, DEAD_AFTER);
  }

  private drop(): void {
    clearTimeout(this.pinger);
    clearTimeout(this.mender);
    this.mender = undefined;
    this.heard = 0;
    this.isLive = false;
    const socket = this.socket;
    this.socket = null;
    if (socket && socket.readyState <= 1) socket.close();
  }
}
