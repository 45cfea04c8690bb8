// Conversations as the server last told them, with what this browser has asked for laid over. Events
// carry no unread count, so it is counted here: each message of the contact once, by its seq.
import type { Conversation, Message, ReadMoved } from "./types";

interface Entry {
  base: Conversation;
  patches: Map<string, Partial<Conversation>>;
  /** Messages up to this seq are in the unread count. */
  countedSeq: number;
  view: Conversation;
}

const ACTIVITY = ["message_count", "last_message", "last_activity_at", "waiting_since", "first_reply_at"] as const;

function pick(from: Conversation, keys: readonly (keyof Conversation)[]): Partial<Conversation> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Partial<Conversation>;
}

/** What the contact says counts; notes, activity and our own words do not. */
export function counts(message: Message): boolean {
  return message.direction === "inbound" && message.kind !== "reaction";
}

export class Conversations {
  private readonly entries = new Map<string, Entry>();
  constructor(private readonly changed: (id: string) => void) {}

  get(id: string): Conversation | undefined {
    return this.entries.get(id)?.view;
  }

  all(): Conversation[] {
    return Array.from(this.entries.values(), (entry) => entry.view);
  }

  /** From an answer (`own`: with what is the caller's), or from an event (without). */
  put(next: Conversation, own: boolean): void {
    const entry = this.entries.get(next.id);
    if (!entry) {
      const base = { unread_count: 0, muted: false, ...next };
      this.entries.set(next.id, { base, patches: new Map(), countedSeq: own ? next.message_count : 0, view: base });
      this.changed(next.id);
      return;
    }
    const before = entry.base;
    // Rows and activity grow apart: a message makes no new version, a label no new message.
    const row = next.version >= before.version ? next : before;
    const activity = next.message_count > before.message_count || (next.message_count === before.message_count && row === next) ? next : before;
    entry.base = {
      ...row,
      ...pick(activity, ACTIVITY),
      unread_count: own ? (next.unread_count ?? 0) : (before.unread_count ?? 0),
      muted: own ? (next.muted ?? false) : (before.muted ?? false),
    };
    const until = own ? next.muted_until : before.muted_until;
    if (until === undefined) delete entry.base.muted_until;
    else entry.base.muted_until = until;
    if (own) entry.countedSeq = Math.max(entry.countedSeq, next.message_count);
    this.derive(next.id, entry);
  }

  /** A message came: the row moves up, the count grows. */
  message(message: Message): void {
    const entry = this.entries.get(message.conversation_id);
    if (!entry) return;
    if (message.seq > entry.countedSeq) {
      entry.countedSeq = message.seq;
      if (counts(message)) entry.base = { ...entry.base, unread_count: (entry.base.unread_count ?? 0) + 1 };
    }
    if (message.seq >= entry.base.message_count) {
      entry.base = {
        ...entry.base,
        message_count: message.seq,
        last_message: {
          seq: message.seq,
          kind: message.kind,
          direction: message.direction,
          preview: message.body === null ? null : message.body.slice(0, 160),
          created_at: message.created_at,
        },
        ...(message.kind !== "activity" && message.created_at > entry.base.last_activity_at ? { last_activity_at: message.created_at } : {}),
      };
    }
    this.derive(message.conversation_id, entry);
  }

  read(moved: Pick<ReadMoved, "conversation_id" | "unread_count">): void {
    const entry = this.entries.get(moved.conversation_id);
    if (!entry) return;
    entry.base = { ...entry.base, unread_count: moved.unread_count };
    this.derive(moved.conversation_id, entry);
  }

  /** Shows a change before the server has made it; the returned function takes it back. */
  patch(id: string, op: string, change: Partial<Conversation>): () => void {
    const entry = this.entries.get(id);
    if (!entry) return () => undefined;
    entry.patches.set(op, change);
    this.derive(id, entry);
    return () => {
      if (entry.patches.delete(op)) this.derive(id, entry);
    };
  }

  remove(id: string): void {
    if (this.entries.delete(id)) this.changed(id);
  }

  clear(): void {
    this.entries.clear();
  }

  private derive(id: string, entry: Entry): void {
    entry.view = entry.patches.size === 0 ? entry.base : Object.assign({}, entry.base, ...entry.patches.values());
    this.changed(id);
  }
}
