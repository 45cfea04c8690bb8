// A change that was refused because somebody else's came first: whose it was, what is so now, and the offer
// to make one's own all the same. Lazy.
import { t } from "@i18n";
import { api, ok } from "@rt/api";
import { asApiError } from "@rt/problem";
import { runtime } from "@rt/runtime";
import type { Conversation } from "@rt/types";
import { errorText, toast } from "@ui";

export interface Contest {
  id: string;
  field: "status" | "priority";
  /** What it was when the change was asked for. */
  seen: Conversation[Contest["field"]];
  error: unknown;
  /** Makes the change from what is so now. */
  again: (now: Conversation) => void;
  nameOf: (user: string) => string | undefined;
}

async function winner(id: string, field: Contest["field"]): Promise<string | null> {
  if (field === "priority") return runtime().store.changedBy.get(id)?.id ?? null;
  const { items } = await ok(api.GET("/api/v1/conversations/{id}/transitions", { params: { path: { id }, query: { limit: 1 } } }));
  return items[0]?.actor.id ?? null;
}

export async function contest({ id, field, seen, error, again, nameOf }: Contest): Promise<void> {
  const { sync, store } = runtime();
  try {
    const now = await sync.conversation(id);
    const isSame = now[field] === seen;
    // Something else of it was changed: nobody contradicts this.
    if (isSame && asApiError(error).status === 412) return again(now);
    if (isSame) throw error;
    const user = await winner(id, field).catch(() => null);
    const name = user === store.me ? t("sender.you") : ((user !== null && nameOf(user)) || t("conflict.somebody"));
    toast({
      text: t("conflict.lost", { name, value: t(field === "status" ? `status.${now.status}` : `priority.${now.priority}`) }),
      tone: "error",
      lasts: 15_000,
      action: { text: t("conflict.again"), run: () => again(store.conversations.get(id) ?? now) },
    });
  } catch (failure) {
    toast({ text: errorText(failure), tone: "error" });
  }
}
