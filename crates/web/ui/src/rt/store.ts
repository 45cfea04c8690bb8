// All realtime data of the signed-in user, normalised, with a version for every key. Screens read it
// through the hooks of client.ts; nobody but rt writes.
import { Conversations } from "./conversations";
import { keyOfQuery, List, type ListQuery } from "./lists";
import { Notifier } from "./notify";
import { Thread } from "./thread";
import type { Actor, Counts, Draft, PresenceStatus, View } from "./types";

export const keys = {
  conversation: (id: string) => `conv:${id}`,
  list: (key: string) => `list:${key}`,
  thread: (id: string) => `thread:${id}`,
  pending: (id: string) => `pending:${id}`,
  typing: (id: string) => `typing:${id}`,
  viewing: (id: string) => `viewing:${id}`,
  draft: (id: string) => `draft:${id}`,
  scheduled: (id: string) => `scheduled:${id}`,
  contact: (id: string) => `contact:${id}`,
  counts: "counts",
  presence: "presence",
  views: "views",
  /** Members, inboxes, teams, labels and the account itself, which Query keeps. */
  settings: "settings",
};

export class Store {
  readonly notifier = new Notifier();
  readonly conversations = new Conversations((id) => this.conversationChanged(id));
  readonly lists = new Map<string, List>();
  readonly threads = new Map<string, Thread>();
  readonly typing = new Map<string, Map<string, number>>();
  readonly viewing = new Map<string, string[]>();
  readonly presence = new Map<string, PresenceStatus>();
  readonly drafts = new Map<string, Draft>();
  /** Conversations that became part of another one: where they lead. */
  readonly merged = new Map<string, string>();
  /** Who last changed a conversation, as far as events told. */
  readonly changedBy = new Map<string, Actor>();
  /** When a contact's record was last told to have changed: whoever shows it reads it again. */
  readonly contacts = new Map<string, number>();
  views: View[] = [];
  counts: Counts | null = null;
  /** The open conversation: it stays in its list though it no longer belongs, until another is opened. */
  open: string | null = null;
  /** Called for lists whose head only the server can tell. */
  onAsk: (list: List) => void = () => undefined;
  /** Called for conversations that something is heard of but that are not here. */
  onUnknown: (id: string) => void = () => undefined;
  /** Called when the counts of the tabs may be others. */
  onCounts: () => void = () => undefined;

  constructor(readonly me: string) {}

  list(query: ListQuery): List {
    const key = keyOfQuery(query);
    let list = this.lists.get(key);
    if (!list) {
      list = new List(query, this.me);
      this.lists.set(key, list);
    }
    if (query.view !== undefined) list.filter = this.views.find((view) => view.id === query.view)?.filter;
    return list;
  }

  thread(id: string): Thread {
    let thread = this.threads.get(id);
    if (!thread) {
      thread = new Thread();
      this.threads.set(id, thread);
    }
    return thread;
  }

  order(list: List): string[] {
    return list.order((id) => this.conversations.get(id));
  }

  /** It was kept in lists of unread ones because it was open. */
  private release(id: string): void {
    const it = this.conversations.get(id);
    for (const [key, list] of this.lists) {
      if (list.query.unread && list.consider(id, it, false, undefined) === "changed") this.notifier.touch(keys.list(key));
    }
  }

  setMerged(id: string, into: string): void {
    this.merged.set(id, into);
    this.conversations.remove(id);
    this.notifier.touch(keys.conversation(id));
  }

  private conversationChanged(id: string): void {
    this.notifier.touch(keys.conversation(id));
    const it = this.conversations.get(id);
    for (const [key, list] of this.lists) {
      const lastId = list.ids.at(-1);
      const result = list.consider(id, it, this.open === id && list.query.unread === true, lastId === undefined ? undefined : this.conversations.get(lastId));
      if (result === "changed") this.notifier.touch(keys.list(key));
      else if (result === "ask") this.onAsk(list);
    }
    this.onCounts();
  }

  touchList(list: List): void {
    this.notifier.touch(keys.list(keyOfQuery(list.query)));
  }
  touchThread(id: string): void {
    this.notifier.touch(keys.thread(id));
  }

  setOpen(id: string | null): void {
    const before = this.open;
    if (before === id) return;
    this.open = id;
    if (before !== null) this.release(before);
  }

  setDraft(id: string, draft: Draft | null): void {
    if (draft) this.drafts.set(id, draft);
    else this.drafts.delete(id);
    this.notifier.touch(keys.draft(id));
  }
}
