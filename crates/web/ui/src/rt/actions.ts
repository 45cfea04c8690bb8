// Changes to conversations and messages: shown at once, taken back if the server refuses. Each throws
// an ApiError; whoever calls tells the user.
import { api, ifMatch, ok, once } from "./api";
import { applyMessage } from "./apply";
import type { components } from "./schema";
import { keys, type Store } from "./store";
import type { Conversation, Message, Priority, ScheduledMessage, Status } from "./types";
import { uuidv7 } from "./uuid";

type Schedule = components["schemas"]["ScheduleMessage"];

export class Actions {
  constructor(private readonly store: Store) {}

  private async change(id: string, patch: Partial<Conversation>, request: (key: string) => Promise<Conversation>): Promise<Conversation> {
    const key = uuidv7();
    const undo = this.store.conversations.patch(id, key, patch);
    try {
      const answer = await request(key);
      this.store.conversations.put(answer, true);
      return answer;
    } finally {
      undo();
    }
  }

  private params(id: string, key: string) {
    return { path: { id }, header: once(key) };
  }

  status(id: string, status: Status, snoozedUntil: string | null = null): Promise<Conversation> {
    return this.change(id, { status, snoozed_until: snoozedUntil }, (key) =>
      ok(api.POST("/api/v1/conversations/{id}/status", { params: this.params(id, key), body: { status, ...(snoozedUntil ? { snoozed_until: snoozedUntil } : {}) } })),
    );
  }

  assign(id: string, to: { user_id?: string | null; team_id?: string | null }): Promise<Conversation> {
    const patch: Partial<Conversation> = {};
    if (to.user_id !== undefined) patch.assignee_id = to.user_id;
    if (to.team_id !== undefined) patch.team_id = to.team_id;
    return this.change(id, patch, (key) => ok(api.POST("/api/v1/conversations/{id}/assignment", { params: this.params(id, key), body: to })));
  }

  labels(id: string, change: { add?: string[]; remove?: string[] }): Promise<Conversation> {
    const now = this.store.conversations.get(id)?.labels ?? [];
    const labels = [...now.filter((label) => !change.remove?.includes(label)), ...(change.add ?? [])].sort();
    return this.change(id, { labels }, (key) => ok(api.POST("/api/v1/conversations/{id}/labels", { params: this.params(id, key), body: change })));
  }

  /** Of the version that was seen, or not at all. */
  priority(id: string, priority: Priority, version: number): Promise<Conversation> {
    return this.change(id, { priority }, (key) =>
      ok(api.PATCH("/api/v1/conversations/{id}", { params: { path: { id }, header: { ...once(key), ...ifMatch(version) } }, body: { priority } })),
    );
  }

  mute(id: string, muted: boolean): Promise<Conversation> {
    return this.change(id, { muted }, (key) =>
      muted
        ? ok(api.POST("/api/v1/conversations/{id}/mute", { params: this.params(id, key), body: {} }))
        : ok(api.DELETE("/api/v1/conversations/{id}/mute", { params: { path: { id } } })),
    );
  }

  /** Makes it part of another conversation of the same contact. There is no way back. */
  async merge(id: string, into: string): Promise<Conversation> {
    const answer = await ok(api.POST("/api/v1/conversations/{id}/merge", { params: this.params(id, uuidv7()), body: { into } }));
    this.store.conversations.put(answer, true);
    this.store.setMerged(id, answer.id);
    return answer;
  }

  transfer(id: string, inboxId: string): Promise<Conversation> {
    return this.change(id, { inbox_id: inboxId }, (key) => ok(api.POST("/api/v1/conversations/{id}/transfer", { params: this.params(id, key), body: { inbox_id: inboxId } })));
  }

  participate(id: string, userId: string, on: boolean): Promise<Conversation> {
    const params = { path: { id, user_id: userId } };
    return this.change(id, {}, () =>
      on ? ok(api.PUT("/api/v1/conversations/{id}/participants/{user_id}", { params })) : ok(api.DELETE("/api/v1/conversations/{id}/participants/{user_id}", { params })),
    );
  }

  async schedule(id: string, body: Schedule): Promise<void> {
    await ok(api.POST("/api/v1/conversations/{id}/scheduled-messages", { params: this.params(id, uuidv7()), body }));
    this.store.notifier.touch(keys.scheduled(id));
  }

  async reschedule(message: ScheduledMessage, body: Partial<Omit<Schedule, "kind" | "reply_to_id">>): Promise<void> {
    await ok(api.PATCH("/api/v1/scheduled-messages/{id}", { params: { path: { id: message.id }, header: { ...once(uuidv7()), ...ifMatch(message.version) } }, body }));
    this.store.notifier.touch(keys.scheduled(message.conversation_id));
  }

  async unschedule(message: ScheduledMessage): Promise<void> {
    await ok(api.DELETE("/api/v1/scheduled-messages/{id}", { params: { path: { id: message.id }, header: ifMatch(message.version) } }));
    this.store.notifier.touch(keys.scheduled(message.conversation_id));
  }

  async markUnread(id: string, seq: number): Promise<void> {
    const state = await ok(api.POST("/api/v1/conversations/{id}/unread", { params: this.params(id, uuidv7()), body: { seq } }));
    this.store.conversations.read(state);
  }

  /** By REST: the socket's own command is used while it is live. */
  async markRead(id: string, seq: number): Promise<void> {
    this.store.conversations.read({ conversation_id: id, unread_count: 0 });
    const state = await ok(api.POST("/api/v1/conversations/{id}/read", { params: this.params(id, uuidv7()), body: { seq } }));
    this.store.conversations.read(state);
  }

  async edit(message: Message, body: string, mentions: string[]): Promise<void> {
    const answer = await ok(
      api.PATCH("/api/v1/messages/{id}", {
        params: { path: { id: message.id }, header: { ...once(uuidv7()), ...ifMatch(message.version) } },
        body: { body, ...(message.kind === "note" ? { mentions } : {}) },
      }),
    );
    applyMessage(this.store, answer);
  }

  async remove(message: Message): Promise<void> {
    await ok(api.DELETE("/api/v1/messages/{id}", { params: { path: { id: message.id }, header: ifMatch(message.version) } }));
    applyMessage(this.store, { ...message, body: null, attachments: [], deleted_at: new Date().toISOString(), deleted_by: this.store.me, version: message.version + 1 });
  }

  async react(message: Message, emoji: string, on: boolean): Promise<void> {
    const params = { path: { id: message.id, emoji } };
    const answer = await (on ? ok(api.PUT("/api/v1/messages/{id}/reactions/{emoji}", { params })) : ok(api.DELETE("/api/v1/messages/{id}/reactions/{emoji}", { params })));
    applyMessage(this.store, answer);
  }

  /** Another attempt at a message that the channel could not deliver. */
  async redeliver(message: Message): Promise<void> {
    applyMessage(this.store, await ok(api.POST("/api/v1/messages/{id}/retry", { params: this.params(message.id, uuidv7()) })));
  }
}
