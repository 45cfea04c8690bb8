// What can be done to a conversation, with words for success and failure: a toast with Undo or Retry.
import { useMemo } from "react";
import { formatDateTime, type MessageId, t } from "@i18n";
import { runtime } from "@rt/runtime";
import type { Priority, Status } from "@rt/types";
import { errorText, toast } from "@ui";

/** Runs it; on failure says why and offers to try again. */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    toast({ text: errorText(error), tone: "error", action: { text: t("action.retry"), run: () => void attempt(work) } });
    return false;
  }
}

const STATUS_TOAST: Record<Status, MessageId> = { open: "toast.reopened", pending: "toast.pending", snoozed: "toast.snoozed", resolved: "toast.resolved" };

export function makeActs(id: string) {
  const { actions, store } = runtime();
  const now = () => store.conversations.get(id);
  return {
    async status(status: Status, until: string | null = null) {
      const before = now();
      if (!before || !(await attempt(() => actions.status(id, status, until)))) return;
      const back = before.status === "snoozed" ? () => actions.status(id, "snoozed", before.snoozed_until) : () => actions.status(id, before.status);
      // Out of "resolved" a conversation can only be opened again.
      const undo = status === "resolved" || status === "open" || before.status === "open" ? (status === "resolved" ? () => actions.status(id, "open") : back) : null;
      toast({
        text: t(STATUS_TOAST[status], { until: until ? formatDateTime(until) : "" }),
        action: undo ? { text: t("action.undo"), run: () => void attempt(undo) } : undefined,
      });
    },
    async assign(to: { user_id?: string | null; team_id?: string | null }, name: string) {
      const before = now();
      if (!before || !(await attempt(() => actions.assign(id, to)))) return;
      const back = "user_id" in to ? { user_id: before.assignee_id } : { team_id: before.team_id };
      toast({ text: t(name ? "toast.assigned" : "toast.unassigned", { name }), action: { text: t("action.undo"), run: () => void attempt(() => actions.assign(id, back)) } });
    },
    label: (label: string, on: boolean) => void attempt(() => actions.labels(id, on ? { add: [label] } : { remove: [label] })),
    priority: (priority: Priority) => void attempt(() => actions.priority(id, priority)),
    async mute(muted: boolean) {
      if (!(await attempt(() => actions.mute(id, muted)))) return;
      toast({ text: t(muted ? "toast.muted" : "toast.unmuted"), action: { text: t("action.undo"), run: () => void attempt(() => actions.mute(id, !muted)) } });
    },
    /** From the newest message on, unless told. */
    async markUnread(seq = Math.max(1, now()?.message_count ?? 1)) {
      if (await attempt(() => actions.markUnread(id, seq))) toast({ text: t("toast.markedUnread") });
    },
  };
}

export type Acts = ReturnType<typeof makeActs>;
export const useActs = (id: string): Acts => useMemo(() => makeActs(id), [id]);
