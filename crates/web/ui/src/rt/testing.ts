// Messages, conversations and events for tests, with only what matters said.
import type { Conversation, Event, Message } from "./types";

const T0 = Date.parse("2026-01-01T10:00:00Z");

export function message(seq: number, over: Partial<Message> = {}): Message {
  return {
    id: `m${seq}`,
    conversation_id: "c",
    seq,
    kind: "text",
    direction: "inbound",
    sender: { type: "contact", id: "k", name: "Kim" },
    body: `text ${seq}`,
    attachments: [],
    reactions: [],
    mentions: [],
    reply_to_id: null,
    status: "delivered",
    attempt: 1,
    delivered_at: null,
    read_at: null,
    failed_reason: null,
    edited_at: null,
    deleted_at: null,
    deleted_by: null,
    version: 1,
    external_id: null,
    client_id: null,
    created_at: new Date(T0 + seq * 1000).toISOString(),
    ...over,
  };
}

export function conversation(over: Partial<Conversation> = {}): Conversation {
  return {
    id: "c",
    number: 1,
    inbox_id: "i",
    channel: "api",
    contact: { id: "k", name: "Kim", phone: null, email: null },
    status: "open",
    snoozed_until: null,
    wake_on_reply: true,
    priority: "normal",
    subject: null,
    assignee_id: null,
    team_id: null,
    labels: [],
    message_count: 0,
    participant_count: 0,
    unread_count: 0,
    muted: false,
    last_message: null,
    last_activity_at: new Date(T0).toISOString(),
    waiting_since: null,
    first_reply_at: null,
    custom_attributes: {},
    version: 1,
    created_at: new Date(T0).toISOString(),
    ...over,
  };
}

export function event(pos: number, type: Event["type"], data: Event["data"], conversationId = "c"): Event {
  return { id: `e${pos}`, pos, type, at: new Date(T0).toISOString(), account_id: "a", conversation_id: conversationId, actor: { type: "contact", id: "k" }, data };
}

/** Numbers that look random and are the same at every run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export function shuffled<T>(items: T[], random: () => number): T[] {
  const copy = items.slice();
  for (let at = copy.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [copy[at], copy[other]] = [copy[other]!, copy[at]!];
  }
  return copy;
}
