// Everything of rt for one signed-in user, put together: store, cache, connection, outbox. Made when the
// shell appears, ended when it goes; the hooks find it by `runtime()`.
import { Actions } from "./actions";
import { api, ok } from "./api";
import { applyEvent, applyMessage, applySignal, expireSignals, forgetSignals } from "./apply";
import { Cache } from "./cache";
import { Drafts } from "./drafts";
import { Idb, wipeDatabases } from "./idb";
import { Link } from "./link";
import { setNet, retryNow, waiting } from "./net";
import { Outbox, type Outgoing } from "./outbox";
import { prefs } from "./prefs";
import { asApiError } from "./problem";
import { accessToken, type Me, onSignOut } from "./session";
import { keys, Store } from "./store";
import { Sync } from "./sync";
import type { Message } from "./types";

/** The version of the realtime frames that this app understands; the server names the oldest it takes. */
const UI_VERSION = "0.1.0";

export class Runtime {
  readonly store: Store;
  readonly sync: Sync;
  readonly actions: Actions;
  readonly drafts: Drafts;
  readonly outbox: Outbox;
  readonly link: Link;
  readonly cache: Cache;
  private readonly idb: Idb;
  private readonly tabs: BroadcastChannel | null;
  private cursor: number | null = null;
  private readonly expiry: ReturnType<typeof setInterval>;
  /** Resolves when the cache was read: lists are asked for after that. */
  readonly restored: Promise<void>;
  private readonly subscribed = new Set<string>();
  private viewed: string | null = null;

  constructor(me: Me) {
    const name = `${me.account_id}:${me.user_id}`;
    this.store = new Store(me.user_id);
    this.idb = new Idb(name);
    this.sync = new Sync(this.store);
    this.actions = new Actions(this.store);
    this.cache = new Cache(this.idb, this.store, () => this.cursor);
    this.drafts = new Drafts(this.store, this.cache);
    this.tabs = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(`skybot-outbox:${name}`);
    this.outbox = new Outbox({
      send: (item) => this.post(item),
      sent: (_item, message) => this.arrived(message),
      changed: (id) => {
        waiting.set(this.outbox.waiting);
        this.store.notifier.touch(keys.pending(id));
      },
      load: () => (prefs.get().shared ? Promise.resolve([]) : this.idb.all<Outgoing>("outbox")),
      save: async (items, gone) => {
        if (prefs.get().shared) return;
        await this.idb.write("outbox", items.map((item) => [item.clientId, item]), gone);
        this.tabs?.postMessage("changed");
      },
      waits: async (clientId) => (await this.idb.get("outbox", clientId)) !== undefined,
      ...(navigator.locks ? { exclusive: <T>(lock: string, work: () => Promise<T>) => navigator.locks.request(lock, work) as Promise<T> } : {}),
    });
    this.tabs?.addEventListener("message", () => void this.outbox.load());
    this.restored = this.cache.restore().then((cursor) => {
      if (cursor !== null && this.cursor === null) this.cursor = cursor;
    });
    void this.outbox.load();
    void this.drafts.load().catch(() => undefined);
    this.link = new Link(name, {
      api,
      ticket: async () => {
        await this.restored;
        try {
          return (await ok(api.POST("/api/v1/auth/realtime-ticket"))).ticket;
        } catch (error) {
          if (asApiError(error).status === 401) return null;
          throw error;
        }
      },
      refreshed: async () => (await accessToken("")) !== null,
      cursor: () => this.cursor,
      setCursor: (pos) => {
        this.cursor = pos;
        this.cache.plan();
      },
      event: (event) => {
        applyEvent(this.store, event, (clientId) => this.outbox.confirm(clientId));
        this.mend(event.conversation_id);
        if (/^(account|inbox|member):/.test(event.type)) this.store.notifier.touch(keys.settings);
        // A label may have another name: conversations that have it are not told of one by one.
        if (event.type === "account:updated") this.sync.refreshSoon();
      },
      signal: (frame) => applySignal(this.store, frame as unknown as Parameters<typeof applySignal>[1]),
      resync: () => {
        void this.sync.refresh();
        void this.sync.refreshThreads();
      },
      lost: () => forgetSignals(this.store),
      live: () => {
        this.outbox.retryNow();
        this.subscribed.forEach((id) => this.link.send({ type: "subscribe", conversation_id: id }));
        if (this.viewed !== null) this.link.send({ type: "viewing", conversation_id: this.viewed });
      },
      outdated: (minUi) => setNet({ outdated: isOlder(UI_VERSION, minUi) }),
    });
    this.expiry = setInterval(() => expireSignals(this.store), 2_000);
    retryNow.run = () => {
      this.link.online();
      this.outbox.retryNow();
    };
  }

  /** A message stands after a hole: read what is between. */
  private mend(id: string | undefined): void {
    if (id === undefined || id !== this.store.open) return;
    if (this.store.threads.get(id)?.hole) void this.sync.openThread(id);
  }

  private async post(item: Outgoing): Promise<Message> {
    return ok(
      api.POST("/api/v1/conversations/{id}/messages", {
        params: { path: { id: item.conversationId }, header: { "Idempotency-Key": item.clientId } },
        body: {
          kind: item.kind,
          client_id: item.clientId,
          ...(item.body ? { body: item.body } : {}),
          ...(item.replyToId ? { reply_to_id: item.replyToId } : {}),
          ...(item.mentions.length > 0 ? { mentions: item.mentions } : {}),
          ...(item.attachments.length > 0 ? { attachment_ids: item.attachments.map((file) => file.id) } : {}),
        },
      }),
    );
  }

  /** The answer to a message of ours. Whatever came in between without us is read first. */
  private arrived(message: Message): void {
    applyMessage(this.store, message);
    this.store.conversations.message(message);
    this.mend(message.conversation_id);
  }

  subscribe(id: string): () => void {
    this.subscribed.add(id);
    this.link.send({ type: "subscribe", conversation_id: id });
    return () => {
      this.subscribed.delete(id);
      this.link.send({ type: "unsubscribe", conversation_id: id });
    };
  }

  view(id: string | null): void {
    this.viewed = id;
    this.link.send({ type: "viewing", conversation_id: id });
  }

  end(): void {
    clearInterval(this.expiry);
    this.link.close();
    this.outbox.stop();
    this.drafts.stop();
    this.cache.stop();
    this.sync.stop();
    this.tabs?.close();
    this.idb.close();
    waiting.set(0);
  }
}

function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split(".").map(Number));
  for (let at = 0; at < 3; at += 1) {
    const [x, y] = [a?.[at] ?? 0, b?.[at] ?? 0];
    if (x !== y) return x < y;
  }
  return false;
}

let current: Runtime | null = null;

export function runtime(): Runtime {
  if (!current) throw new Error("nobody is signed in");
  return current;
}

/** The runtime of this user; the same one as long as it is the same user. */
export function beginRuntime(me: Me): Runtime {
  const name = `${me.account_id}:${me.user_id}`;
  if (current && currentName === name) return current;
  current?.end();
  current = new Runtime(me);
  currentName = name;
  return current;
}
let currentName = "";

onSignOut(async () => {
  current?.end();
  current = null;
  currentName = "";
  await wipeDatabases([]);
});
