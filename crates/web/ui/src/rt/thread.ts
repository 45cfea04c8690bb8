// The messages of one conversation that are here: one stretch without holes, sorted by the dense `seq`,
// and those that came ahead of a hole. States only move up, in whatever order reports arrive.
import type { Message } from "./types";

const RANK: Record<Message["status"], number> = { queued: 0, sending: 1, sent: 2, failed: 3, delivered: 4, read: 5 };

/** Which of two tellings of a message is the later one. */
export function later(a: Message, b: Message): Message {
  if (a.version !== b.version) return a.version > b.version ? a : b;
  if (a.attempt !== b.attempt) return a.attempt > b.attempt ? a : b;
  if (RANK[a.status] !== RANK[b.status]) return RANK[b.status] > RANK[a.status] ? b : a;
  // Reactions make no new version: what was told last holds. The same told twice is no change.
  return JSON.stringify(a.reactions) === JSON.stringify(b.reactions) ? a : b;
}

export class Thread {
  items: Message[] = [];
  /** Older ones are on the server, as far as is known. */
  hasOlder = true;
  /** The stretch does not reach the newest: it was opened around an older message. */
  hasNewer = false;
  /** Nothing has been read from the server since this page or the connection was begun. */
  stale = true;
  loading: "none" | "open" | "older" | "newer" = "none";
  error: unknown = null;
  /** Counts the stretches: what was asked for one is not for the next. */
  stretch = 0;
  private readonly ahead = new Map<number, Message>();

  get firstSeq(): number {
    return this.items[0]?.seq ?? 0;
  }
  get lastSeq(): number {
    return this.items.at(-1)?.seq ?? 0;
  }
  /** There is a message after a hole: what is between has to be read. */
  get hole(): boolean {
    return !this.hasNewer && this.ahead.size > 0;
  }
  get isEmpty(): boolean {
    return this.items.length === 0;
  }

  at(seq: number): Message | undefined {
    // Dense, so the place is known without looking.
    return this.items[seq - this.firstSeq];
  }

  /** One message, from an event or an answer. Tells whether anything is different now. */
  put(message: Message): boolean {
    if (this.isEmpty) {
      if (this.stale) return false;
      this.items.push(message);
      this.absorb();
      return true;
    }
    const { seq } = message;
    if (seq < this.firstSeq) return false;
    if (seq <= this.lastSeq) {
      const place = seq - this.firstSeq;
      const before = this.items[place];
      const winner = before ? later(before, message) : message;
      if (winner === before) return false;
      this.items[place] = winner;
      return true;
    }
    if (seq === this.lastSeq + 1 && !this.hasNewer) {
      this.items.push(message);
      this.absorb();
      return true;
    }
    const known = this.ahead.get(seq);
    this.ahead.set(seq, known ? later(known, message) : message);
    return false;
  }

  private absorb(): void {
    if (this.ahead.size === 0) return;
    for (let next = this.lastSeq + 1; ; next += 1) {
      const message = this.ahead.get(next);
      if (!message) break;
      this.ahead.delete(next);
      this.items.push(message);
    }
    for (const seq of this.ahead.keys()) if (seq <= this.lastSeq) this.ahead.delete(seq);
  }

  /** A page from the server, ascending. Joined if it touches what is here, else it takes its place. */
  page(page: Message[], reach: { older?: boolean; newer?: boolean }): void {
    const first = page[0]?.seq;
    const last = page.at(-1)?.seq;
    this.stale = false;
    if (first !== undefined && last !== undefined) {
      if (!this.isEmpty && first <= this.lastSeq + 1 && last >= this.firstSeq - 1) {
        const older = page.filter((message) => message.seq < this.firstSeq);
        if (older.length > 0) this.items = older.concat(this.items);
        for (const message of page) {
          if (message.seq > this.lastSeq) this.items.push(message);
          else this.put(message);
        }
      } else {
        this.items = page.slice();
      }
    }
    if (reach.older !== undefined) this.hasOlder = reach.older && this.firstSeq > 1;
    if (reach.newer !== undefined) this.hasNewer = reach.newer;
    if (this.firstSeq <= 1) this.hasOlder = false;
    if (!this.hasNewer) this.absorb();
  }

  /** Forgets the stretch, as before opening elsewhere. */
  reset(): void {
    this.stretch += 1;
    this.items = [];
    this.hasOlder = true;
    this.hasNewer = false;
    this.stale = true;
  }
}
