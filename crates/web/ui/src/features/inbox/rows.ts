// The rows of a stretch of messages: where a day begins, where the unread ones begin, and which bubbles
// stand together. Pure.
import type { Message } from "@rt/types";

export interface Row {
  message: Message;
  /** The first of its day. */
  day: boolean;
  /** The first unread one. */
  line: boolean;
  /** Continues what the same sender said a moment before. */
  joined: boolean;
  /** Nothing of the same sender follows at once: this one tells the time. */
  last: boolean;
}

const TOGETHER = 5 * 60_000;
const DAY = 86_400_000;

function sameDay(one: number, other: number): boolean {
  // A day has 25 hours at most.
  if (Math.abs(one - other) > DAY + 3_600_000) return false;
  const [a, b] = [new Date(one), new Date(other)];
  return a.getDate() === b.getDate() && a.getMonth() === b.getMonth() && a.getFullYear() === b.getFullYear();
}

export function rowsOf(items: readonly Message[], from: number, to: number, lineSeq: number | null): Row[] {
  const rows: Row[] = [];
  // Reading a time is what costs: each is read once.
  const timeOf = (at: number) => Date.parse(items[at]?.created_at ?? "");
  let timeBefore = timeOf(from - 1);
  for (let at = from; at < to; at += 1) {
    const message = items[at];
    if (!message) continue;
    const before = items[at - 1];
    const time = timeOf(at);
    const day = !before || !sameDay(timeBefore, time);
    const line = message.seq === lineSeq;
    const joined =
      !day &&
      !line &&
      before !== undefined &&
      before.sender.id === message.sender.id &&
      before.direction === message.direction &&
      (before.kind === "note") === (message.kind === "note") &&
      before.kind !== "activity" &&
      time - timeBefore < TOGETHER;
    timeBefore = time;
    const previous = rows.at(-1);
    if (previous && joined) previous.last = false;
    rows.push({ message, day, line, joined, last: true });
  }
  return rows;
}

/** The first message that the unread count counts, if it is here. Never one of our own. */
export function firstUnread(items: readonly Message[], unread: number): number | null {
  let left = unread;
  for (let at = items.length - 1; at >= 0 && left > 0; at -= 1) {
    const message = items[at];
    if (message?.direction === "inbound" && message.kind !== "reaction") {
      left -= 1;
      if (left === 0) return message.seq;
    }
  }
  return null;
}
