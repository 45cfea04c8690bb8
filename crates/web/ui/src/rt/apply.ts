// What events and signals do to the store. Events may come twice or for what is not here; both change
// nothing. The cursor is not looked at here.
import { keys, type Store } from "./store";
import type { Conversation, Draft, Event, MemberPresence, Merged, Message, ReadMoved } from "./types";

export const TYPING_LASTS = 8_000;

/** Told of messages that were sent from this browser, to end their waiting. */
export type OnOwn = (clientId: string, message: Message) => void;

const isGone = (data: object): boolean => "deleted" in data && data.deleted === true && !("conversation_id" in data);

export function applyMessage(store: Store, message: Message): void {
  const thread = store.threads.get(message.conversation_id);
  if (thread?.put(message)) store.touchThread(message.conversation_id);
}

export function applyEvent(store: Store, event: Event, own: OnOwn): void {
  const { data, conversation_id: id } = event;
  if (event.type.startsWith("message:")) {
    if (isGone(data) || id === undefined) return;
    const message = data as Message;
    applyMessage(store, message);
    if (!store.conversations.get(id)) store.onUnknown(id);
    if (event.type === "message:created") {
      store.conversations.message(message);
      if (message.sender.id) endTyping(store, id, message.sender.id);
    } else if (message.seq === store.conversations.get(id)?.message_count) {
      store.conversations.message(message);
    }
    if (message.client_id) own(message.client_id, message);
    return;
  }
  switch (event.type) {
    case "conversation:read": {
      const moved = data as ReadMoved;
      if (moved.user_id === store.me) store.conversations.read(moved);
      return;
    }
    case "conversation:deleted":
      if (id !== undefined) store.conversations.remove(id);
      return;
    case "conversation:merged": {
      const merged = data as Merged;
      store.setMerged(merged.id, merged.merged_into);
      return;
    }
    // Whoever shows them reads them again.
    case "scheduled:updated":
      if (id !== undefined) store.notifier.touch(keys.scheduled(id));
      return;
    case "draft:updated":
      if (id !== undefined) store.setDraft(id, isGone(data) ? null : (data as Draft));
      return;
    case "contact:created":
    case "contact:updated":
    case "contact:merged":
    case "contact:deleted":
      if ("id" in data) {
        store.contacts.set(data.id, event.pos);
        store.notifier.touch(keys.contact(data.id));
      }
      return;
    default:
      if (!event.type.startsWith("conversation:") || id === undefined) return;
      store.changedBy.set(id, event.actor);
      if (isGone(data)) store.conversations.remove(id);
      // What is the caller's own (unread, muted) is not in events, so a new one is read.
      else if (store.conversations.get(id)) store.conversations.put(data as Conversation, false);
      else store.onUnknown(id);
  }
}

type SignalFrame =
  | { kind: "typing"; conversation_id: string; user_id: string; on: boolean }
  | { kind: "viewing"; conversation_id: string; user_ids: string[] }
  | { kind: "presence"; snapshot: boolean; members: MemberPresence[] };

export function applySignal(store: Store, frame: SignalFrame, now = Date.now()): void {
  if (frame.kind === "typing") {
    if (frame.user_id === store.me) return;
    const typing = store.typing.get(frame.conversation_id) ?? new Map<string, number>();
    if (frame.on) typing.set(frame.user_id, now + TYPING_LASTS);
    else typing.delete(frame.user_id);
    store.typing.set(frame.conversation_id, typing);
    store.notifier.touch(keys.typing(frame.conversation_id));
  } else if (frame.kind === "viewing") {
    store.viewing.set(frame.conversation_id, frame.user_ids.filter((user) => user !== store.me));
    store.notifier.touch(keys.viewing(frame.conversation_id));
  } else {
    if (frame.snapshot) store.presence.clear();
    for (const member of frame.members) store.presence.set(member.user_id, member.status);
    store.notifier.touch(keys.presence);
  }
}

function endTyping(store: Store, conversationId: string, userId: string): void {
  if (store.typing.get(conversationId)?.delete(userId)) store.notifier.touch(keys.typing(conversationId));
}

/** Typing runs out by itself: its end may have been lost. */
export function expireSignals(store: Store, now = Date.now()): void {
  for (const [id, typing] of store.typing) {
    for (const [user, until] of typing) {
      if (until > now) continue;
      typing.delete(user);
      store.notifier.touch(keys.typing(id));
    }
    if (typing.size === 0) store.typing.delete(id);
  }
}

/** Who looks at what, and who is there, is not known without a connection. */
export function forgetSignals(store: Store): void {
  for (const id of store.viewing.keys()) store.notifier.touch(keys.viewing(id));
  for (const id of store.typing.keys()) store.notifier.touch(keys.typing(id));
  store.viewing.clear();
  store.typing.clear();
  store.presence.clear();
  store.notifier.touch(keys.presence);
}
