// What the user has begun to write: kept here at once, on the server after two quiet seconds, so that
// it is there on the next device. What the server told last wins only where nothing is being typed.
import { api, ok } from "./api";
import type { Cache } from "./cache";
import type { Store } from "./store";
import type { PostKind } from "./types";

const QUIET = 2_000;

export interface DraftText {
  kind: PostKind;
  body: string;
  replyToId: string | null;
}

export class Drafts {
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(
    private readonly store: Store,
    private readonly cache: Cache,
  ) {}

  async load(): Promise<void> {
    for (const draft of await this.cache.drafts()) this.store.setDraft(draft.conversation_id, draft);
    const { items } = await ok(api.GET("/api/v1/drafts", { params: { query: { limit: 100 } } }));
    for (const draft of items) {
      const here = this.store.drafts.get(draft.conversation_id);
      if (!here || here.saved_at < draft.saved_at) this.store.setDraft(draft.conversation_id, draft);
    }
  }

  set(id: string, { kind, body, replyToId }: DraftText): void {
    const draft = body.trim() === "" ? null : { conversation_id: id, kind, body, reply_to_id: replyToId, version: this.store.drafts.get(id)?.version ?? 0, saved_at: new Date().toISOString() };
    const before = this.store.drafts.get(id);
    if (!before && !draft) return;
    this.store.setDraft(id, draft);
    this.cache.keepDraft(id, draft);
    clearTimeout(this.timers.get(id));
    this.timers.set(
      id,
      setTimeout(() => void this.push(id), QUIET),
    );
  }

  /** The message was sent: nothing is left of its draft. */
  clear(id: string): void {
    if (!this.store.drafts.has(id)) return;
    this.store.setDraft(id, null);
    this.cache.keepDraft(id, null);
    clearTimeout(this.timers.get(id));
    void this.push(id);
  }

  /** Whether something typed here is not on the server yet. */
  pendingFor(id: string): boolean {
    return this.timers.has(id);
  }

  private async push(id: string): Promise<void> {
    this.timers.delete(id);
    const draft = this.store.drafts.get(id);
    const params = { path: { id } };
    // Without the network it stays here, and goes with the next key press.
    if (draft) await api.PUT("/api/v1/conversations/{id}/draft", { params, body: { body: draft.body, kind: draft.kind, reply_to_id: draft.reply_to_id } }).catch(() => undefined);
    else await api.DELETE("/api/v1/conversations/{id}/draft", { params }).catch(() => undefined);
  }

  stop(): void {
    this.timers.forEach((timer) => clearTimeout(timer));
  }
}
