// The browser's own database of one user in one account: cached conversations and threads, unsent
// messages, drafts. Opened when first needed; where it cannot be, everything goes on in memory.

const PREFIX = "skybot:";
const STORES = ["meta", "conversations", "threads", "outbox", "drafts"] as const;
export type StoreName = (typeof STORES)[number];

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("IndexedDB")));
  });
}

export class Idb {
  private db: Promise<IDBDatabase | null> | null = null;
  constructor(private readonly name: string) {}

  private open(): Promise<IDBDatabase | null> {
    this.db ??= new Promise((resolve) => {
      if (typeof indexedDB === "undefined") {
        resolve(null);
        return;
      }
      const request = indexedDB.open(PREFIX + this.name, 1);
      request.addEventListener("upgradeneeded", () => {
        for (const store of STORES) request.result.createObjectStore(store);
      });
      request.addEventListener("success", () => {
        // Another tab signs out: give way, or the wipe would wait for this tab.
        request.result.addEventListener("versionchange", () => this.close());
        resolve(request.result);
      });
      request.addEventListener("error", () => resolve(null));
      request.addEventListener("blocked", () => resolve(null));
    });
    return this.db;
  }

  async get<T>(store: StoreName, key: string): Promise<T | undefined> {
    const db = await this.open();
    return db ? ((await done(db.transaction(store).objectStore(store).get(key))) as T | undefined) : undefined;
  }

  async all<T>(store: StoreName): Promise<T[]> {
    const db = await this.open();
    return db ? ((await done(db.transaction(store).objectStore(store).getAll())) as T[]) : [];
  }

  /** All of it, or none. */
  async write(store: StoreName, entries: [string, unknown][], gone: string[] = []): Promise<void> {
    const db = await this.open();
    if (!db) return;
    const transaction = db.transaction(store, "readwrite");
    const target = transaction.objectStore(store);
    for (const [key, value] of entries) target.put(value, key);
    for (const key of gone) target.delete(key);
    await new Promise<void>((resolve, reject) => {
      transaction.addEventListener("complete", () => resolve());
      transaction.addEventListener("abort", () => reject(transaction.error ?? new Error("IndexedDB")));
    });
  }

  /** All of a store, in the place of what was. */
  async replace(store: StoreName, entries: [string, unknown][]): Promise<void> {
    const db = await this.open();
    if (!db) return;
    const target = db.transaction(store, "readwrite").objectStore(store);
    target.clear();
    for (const [key, value] of entries) target.put(value, key);
    await done(target.count());
  }

  close(): void {
    void this.db?.then((db) => db?.close());
    this.db = Promise.resolve(null);
  }
}

/** Everything of everybody that this app ever kept here. */
export async function wipeDatabases(known: string[]): Promise<void> {
  if (typeof indexedDB === "undefined") return;
  const listed = (await indexedDB.databases?.().catch(() => [])) ?? [];
  const names = new Set([...known.map((name) => PREFIX + name), ...listed.map((it) => it.name ?? "").filter((name) => name.startsWith(PREFIX))]);
  await Promise.all(
    Array.from(
      names,
      (name) =>
        new Promise<void>((resolve) => {
          const request = indexedDB.deleteDatabase(name);
          for (const end of ["success", "error", "blocked"]) request.addEventListener(end, () => resolve());
        }),
    ),
  );
}
