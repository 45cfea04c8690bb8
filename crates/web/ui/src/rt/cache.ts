// What is kept in IndexedDB so that the next start paints before the network answers: the newest
// conversations and threads, the lists on screen, and the cursor that belongs to them. Nothing on a
// shared computer; everything is wiped on sign-out.
import type { Idb } from "./idb";
import type { List, ListQuery } from "./lists";
import { prefs } from "./prefs";
import type { Store } from "./store";
import type { Conversation, Draft, Message, View } from "./types";

const CONVERSATIONS = 200;
const THREADS = 50;
const MESSAGES = 50;
const DELAY = 3_000;
/** Another shape of what is kept needs another number: what an older app kept is then not read. */
const SHAPE = 1;

interface Meta {
  shape: number;
  cursor: number;
  lists: { query: ListQuery; ids: string[] }[];
  views: View[];
}

export class Cache {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly recent: string[] = [];
  private stopped = false;

  constructor(
    private readonly idb: Idb,
    private readonly store: Store,
    private readonly cursor: () => number | null,
  ) {}

  /** Returns the cursor that what was read belongs to. */
  async restore(): Promise<number | null> {
    if (prefs.get().shared) return null;
    try {
      const meta = await this.idb.get<Meta>("meta", "state");
      if (!meta || meta.shape !== SHAPE) return null;
      const [conversations, threads] = await Promise.all([
        this.idb.all<Conversation>("conversations"),
        this.idb.all<{ id: string; items: Message[] }>("threads"),
      ]);
      // The network was faster: then what it said is newer.
      if (this.cursor() !== null || this.store.lists.size > 0) return null;
      this.store.views = meta.views;
      for (const conversation of conversations) this.store.conversations.put(conversation, true);
      for (const { id, items } of threads) {
        const thread = this.store.thread(id);
        thread.page(items, { older: true, newer: false });
        thread.stale = false;
        this.recent.push(id);
      }
      for (const { query, ids } of meta.lists) {
        const list = this.store.list(query);
        const rows = ids.flatMap((id) => this.store.conversations.get(id) ?? []);
        list.page(rows, null, true);
        list.restored = true;
        this.store.touchList(list);
      }
      return meta.cursor;
    } catch {
      return null;
    }
  }

  async drafts(): Promise<Draft[]> {
    return this.idb.all<Draft>("drafts").catch(() => []);
  }

  keepDraft(id: string, draft: Draft | null): void {
    void this.idb.write("drafts", draft ? [[id, draft]] : [], draft ? [] : [id]).catch(() => undefined);
  }

  opened(id: string): void {
    const at = this.recent.indexOf(id);
    if (at >= 0) this.recent.splice(at, 1);
    this.recent.push(id);
    this.plan();
  }

  plan(): void {
    if (this.stopped) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.save().catch(() => undefined);
    }, DELAY);
  }

  private async save(): Promise<void> {
    const cursor = this.cursor();
    if (cursor === null || prefs.get().shared) return;
    const lists = Array.from(this.store.lists.values())
      .filter((list) => list.loaded && list.query.q === undefined)
      .map((list: List) => ({ query: list.query, ids: this.store.order(list).slice(0, 50) }));
    const wanted = new Set(lists.flatMap((list) => list.ids));
    const threads = this.recent.slice(-THREADS).flatMap((id): [string, unknown][] => {
      const thread = this.store.threads.get(id);
      return !thread || thread.isEmpty || thread.hasNewer ? [] : [[id, { id, items: thread.items.slice(-MESSAGES) }]];
    });
    for (const [id] of threads) wanted.add(id);
    const conversations = [...wanted].slice(0, CONVERSATIONS).flatMap((id): [string, Conversation][] => {
      const it = this.store.conversations.get(id);
      return it ? [[id, it]] : [];
    });
    const meta: Meta = { shape: SHAPE, cursor, lists, views: this.store.views };
    await this.idb.replace("conversations", conversations);
    await this.idb.replace("threads", threads);
    // Last: what is kept may be newer than its cursor, never older.
    await this.idb.write("meta", [["state", meta]]);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }
}
