// Changes to many conversations at once: shown at once, made by the server in the background, undone as
// a whole. What the server skipped shows again as it is when the batch is done.
import { api, ok, once } from "./api";
import { runtime } from "./runtime";
import type { components } from "./schema";
import type { Conversation } from "./types";
import { uuidv7 } from "./uuid";

export type BulkAction = components["schemas"]["BulkAction"];

export interface RunningBatch {
  id: string;
  takeBack: () => void;
}

const EVERY = 300;
const MOST = 40;

function patchOf(action: BulkAction, it: Conversation): Partial<Conversation> {
  if (action.status) return { status: action.status.status };
  if (action.assignment) return { ...(action.assignment.user_id === undefined ? {} : { assignee_id: action.assignment.user_id }), ...(action.assignment.team_id === undefined ? {} : { team_id: action.assignment.team_id }) };
  if (action.priority) return { priority: action.priority };
  if (action.add_labels) return { labels: [...new Set([...it.labels, ...action.add_labels])].sort() };
  if (action.remove_labels) return { labels: it.labels.filter((label) => !action.remove_labels?.includes(label)) };
  return action.mark_read ? { unread_count: 0 } : {};
}

export async function runBatch(ids: string[], action: BulkAction): Promise<RunningBatch> {
  const { store, sync } = runtime();
  const key = uuidv7();
  const undos = ids.flatMap((id) => {
    const it = store.conversations.get(id);
    return it ? [store.conversations.patch(id, key, patchOf(action, it))] : [];
  });
  const takeBack = () => undos.forEach((undo) => undo());
  try {
    const { batch_id } = await ok(api.POST("/api/v1/conversations/bulk", { params: { header: once(key) }, body: { ids, action } }));
    void settled(batch_id).then(async () => {
      // Reading is not told by conversation:updated, so these are read again before the cover goes.
      if (action.mark_read) await sync.refresh();
      takeBack();
    }, takeBack);
    return { id: batch_id, takeBack };
  } catch (error) {
    takeBack();
    throw error;
  }
}

async function settled(id: string): Promise<void> {
  for (let tries = 0; tries < MOST; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, EVERY));
    const batch = await ok(api.GET("/api/v1/batches/{id}", { params: { path: { id } } }));
    if (batch.state === "done") break;
  }
  // Its events are right behind.
  await new Promise((resolve) => setTimeout(resolve, EVERY));
}

export async function undoBatch({ id, takeBack }: RunningBatch): Promise<void> {
  takeBack();
  await settledFirst(id);
  await ok(api.POST("/api/v1/batches/{id}/undo", { params: { path: { id }, header: once(uuidv7()) }, body: {} }));
}

/** A batch can be undone once it is done. */
async function settledFirst(id: string): Promise<void> {
  const batch = await ok(api.GET("/api/v1/batches/{id}", { params: { path: { id } } }));
  if (batch.state !== "done") await settled(id);
}
