// Reads lists, threads and single conversations from the server into the store. Each thing is read once
// at a time; what comes meanwhile by the socket is kept, whichever is later wins.
import { api, ok } from "./api";
import type { List, ListQuery } from "./lists";
import { keys, type Store } from "./store";
import type { Conversation } from "./types";

export const FIRST_PAGE = 50;
const LIST_PAGE = 50;
/** Conversations heard of at once that are read one by one; more are found by reading the lists. */
const MOST_SINGLE = 12;

export class Sync {
  private readonly unknown = new Set<string>();
  private readonly rerun = new Set<List>();
  private unknownTimer: ReturnType<typeof setTimeout> | undefined;
  private countsTimer: ReturnType<typeof setTimeout> | undefined;
  private refreshTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly askTimers = new Map<List, ReturnType<typeof setTimeout>>();
  /** Lists on screen: these are kept fresh. */
  readonly watched = new Map<List, number>();

  constructor(private readonly store: Store) {
    store.onUnknown = (id) => {
      this.unknown.add(id);
      this.unknownTimer ??= setTimeout(() => void this.readUnknown(), 40);
    };
    store.onCounts = () => {
      this.countsTimer ??= setTimeout(() => {
        this.countsTimer = undefined;
        void this.counts().catch(() => undefined);
      }, 1_200);
    };
    store.onAsk = (list) => {
      if (!this.watched.has(list)) list.loaded = false;
      if (!list.loaded || this.askTimers.has(list)) return;
      this.askTimers.set(
        list,
        setTimeout(() => {
          this.askTimers.delete(list);
          void this.head(list);
        }, 800),
      );
    };
  }

  stop(): void {
    clearTimeout(this.unknownTimer);
    clearTimeout(this.countsTimer);
    clearTimeout(this.refreshTimer);
    this.askTimers.forEach((timer) => clearTimeout(timer));
    this.store.onCounts = this.store.onUnknown = this.store.onAsk = () => undefined;
  }

  private async readUnknown(): Promise<void> {
    this.unknownTimer = undefined;
    const ids = [...this.unknown];
    this.unknown.clear();
    if (ids.length > MOST_SINGLE) {
      await this.refresh();
      return;
    }
    await Promise.all(ids.map((id) => this.conversation(id).catch(() => undefined)));
  }

  async counts(): Promise<void> {
    this.store.counts = await ok(api.GET("/api/v1/conversations/counts"));
    this.store.notifier.touch(keys.counts);
  }

  async conversation(id: string): Promise<Conversation> {
    const conversation = await ok(api.GET("/api/v1/conversations/{id}", { params: { path: { id } } }));
    this.store.conversations.put(conversation, true);
    // It became part of another one, and its address leads there.
    if (conversation.id !== id) this.store.setMerged(id, conversation.id);
    return conversation;
  }

  async views(): Promise<void> {
    const { items } = await ok(api.GET("/api/v1/views", { params: { query: { limit: 100 } } }));
    this.store.views = items;
    this.store.notifier.touch(keys.views);
  }

  private page(query: ListQuery, cursor: string | null) {
    const { status, ...rest } = query;
    const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    return ok(
      api.GET("/api/v1/conversations", {
        params: { query: { ...given, ...(status ? { status } : {}), limit: LIST_PAGE, ...(cursor ? { cursor } : {}) } },
      }),
    );
  }

  private async read(list: List, kind: "head" | "more", again = false): Promise<void> {
    if (list.loading === kind) {
      // What is being read may be from before the moment that must be covered.
      if (again) this.rerun.add(list);
      return;
    }
    list.loading = kind;
    list.error = null;
    this.store.touchList(list);
    try {
      const { items, next_cursor } = await this.page(list.query, kind === "more" ? list.nextCursor : null);
      for (const item of items) this.store.conversations.put(item, true);
      list.page(items, next_cursor ?? null, kind === "head");
    } catch (error) {
      list.error = error;
    } finally {
      list.loading = "none";
      this.store.touchList(list);
      if (this.rerun.delete(list)) void this.read(list, "head");
    }
  }

  head(list: List): Promise<void> {
    return this.read(list, "head");
  }

  more(list: List): Promise<void> {
    return list.nextCursor === null || list.loading !== "none" ? Promise.resolve() : this.read(list, "more");
  }

  /** Whatever is on screen, anew: after a gap that the log does not reach over. */
  async refresh(): Promise<void> {
    for (const list of this.store.lists.values()) if (!this.watched.has(list)) list.loaded = false;
    await Promise.all([...Array.from(this.watched.keys(), (list) => this.read(list, "head", true)), this.counts().catch(() => undefined)]);
  }

  refreshSoon(): void {
    this.refreshTimer ??= setTimeout(() => {
      this.refreshTimer = undefined;
      void this.refresh();
    }, 500);
  }

  /** Threads may have holes that nobody tells of: forget all but the open one, and read that. */
  async refreshThreads(): Promise<void> {
    for (const [id, thread] of this.store.threads) {
      if (id !== this.store.open) this.store.threads.delete(id);
      else thread.stale = true;
    }
    if (this.store.open) await this.openThread(this.store.open);
  }

  async openThread(id: string, at?: number): Promise<void> {
    const thread = this.store.thread(id);
    if (at !== undefined && !thread.at(at)) {
      thread.reset();
      await this.messages(id, "open", { around: at, limit: FIRST_PAGE });
      return;
    }
    if (thread.loading !== "none") return;
    if (thread.isEmpty) {
      await this.messages(id, "open", { limit: FIRST_PAGE });
    } else if (thread.stale) {
      await this.messages(id, "open", { after: thread.lastSeq, limit: 100 });
      // More was missed than one page holds: begin from the newest.
      if (thread.hasNewer) {
        thread.reset();
        await this.messages(id, "open", { limit: FIRST_PAGE });
      }
    } else if (thread.hole || this.behind(id)) {
      await this.messages(id, "newer", { after: thread.lastSeq, limit: 100 });
    }
  }

  /** The conversation is said to have messages that are not here. */
  private behind(id: string): boolean {
    const thread = this.store.thread(id);
    return !thread.hasNewer && (this.store.conversations.get(id)?.message_count ?? 0) > thread.lastSeq;
  }

  older(id: string): Promise<void> {
    const thread = this.store.thread(id);
    if (!thread.hasOlder || thread.loading !== "none" || thread.isEmpty) return Promise.resolve();
    return this.messages(id, "older", { before: thread.firstSeq, limit: 100 });
  }

  newer(id: string): Promise<void> {
    const thread = this.store.thread(id);
    if (!thread.hasNewer || thread.loading !== "none") return Promise.resolve();
    return this.messages(id, "newer", { after: thread.lastSeq, limit: 100 });
  }

  /** Back from the past to the newest messages. */
  async toNewest(id: string): Promise<void> {
    const thread = this.store.thread(id);
    if (!thread.hasNewer) return;
    // What is shown stays until the newest are here.
    await this.messages(id, "open", { limit: FIRST_PAGE }, true);
  }

  /** To a message that may not be here. What is shown stays until it is. */
  async toSeq(id: string, seq: number): Promise<void> {
    if (!this.store.thread(id).at(seq)) await this.messages(id, "open", { around: seq, limit: FIRST_PAGE }, true);
  }

  private async messages(id: string, kind: "open" | "older" | "newer", query: { before?: number; after?: number; around?: number; limit: number }, instead = false): Promise<void> {
    const thread = this.store.thread(id);
    let { stretch } = thread;
    const isOver = () => thread.stretch !== stretch;
    thread.loading = kind;
    thread.error = null;
    this.store.touchThread(id);
    try {
      const { items, next_cursor } = await ok(api.GET("/api/v1/conversations/{id}/messages", { params: { path: { id }, query } }));
      if (isOver()) return;
      if (instead) {
        thread.reset();
        ({ stretch } = thread);
      }
      const more = next_cursor !== null && next_cursor !== undefined;
      if (query.around !== undefined) {
        const { around } = query;
        const newest = this.store.conversations.get(id)?.message_count;
        // The conversation itself may still be on its way: then a full half says that there may be more.
        const newer = newest === undefined ? items.filter((item) => item.seq >= around).length >= query.limit / 2 : (items.at(-1)?.seq ?? 0) < newest;
        thread.page(items, { older: (items[0]?.seq ?? 1) > 1, newer });
      } else if (query.after !== undefined) {
        thread.page(items, { newer: more });
      } else {
        thread.page(items, { older: more, ...(query.before === undefined ? { newer: false } : {}) });
      }
    } catch (error) {
      if (!isOver()) thread.error = error;
    } finally {
      // Whoever began the next stretch is loading it.
      if (!isOver()) thread.loading = "none";
      this.store.touchThread(id);
    }
  }
}
