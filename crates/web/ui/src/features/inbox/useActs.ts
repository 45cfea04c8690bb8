// What can be done to a conversation, with words for success and failure: a toast with Undo or Retry.
import { useMemo } from "react";
import { formatDateTime, type MessageId, t, withWords } from "@i18n";
import { useMemberNames } from "@rt/catalogs.client";
import { asApiError } from "@rt/problem";
import { runtime } from "@rt/runtime";
import type { Conversation, Priority, Status } from "@rt/types";
import { errorText, toast } from "@ui";
import type { Contest } from "./conflict";

/** Whether a change was refused because the conversation is not what it was taken for. */
function isOvertaken(error: unknown): boolean {
  const { status, code } = asApiError(error);
  return status === 412 || code === "INVALID_STATE_TRANSITION";
}

/** Runs it; on failure says why and offers to try again, or tells who came first. */
export async function attempt(work: () => Promise<unknown>, overtaken?: (error: unknown) => void): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (overtaken && isOvertaken(error)) overtaken(error);
    else toast({ text: errorText(error), tone: "error", action: { text: t("action.retry"), run: () => void attempt(work, overtaken) } });
    return false;
  }
}

const STATUS_TOAST: Record<Status, MessageId> = { open: "toast.reopened", pending: "toast.pending", snoozed: "toast.snoozed", resolved: "toast.resolved" };

/** What the way to another state leads through, from where it is now. */
const throughOpen = (from: Status, to: Status) => to !== "open" && to !== "resolved" && from !== "open" && from !== to;

export function makeActs(id: string, nameOf: Contest["nameOf"]) {
  const { actions, store } = runtime();
  const now = () => store.conversations.get(id);
  const contest = (lost: Omit<Contest, "id" | "nameOf">) => void withWords("thread", () => import("./conflict")).then((module) => module.contest({ ...lost, id, nameOf }));
  const acts = {
    async status(status: Status, until: string | null = null) {
      const before = now();
      if (!before) return;
      const again = (latest: Conversation) =>
        void (throughOpen(latest.status, status) ? attempt(() => actions.status(id, "open")) : Promise.resolve(true)).then((ready) => (ready ? acts.status(status, until) : undefined));
      const done = await attempt(
        () => actions.status(id, status, until),
        (error) => contest({ field: "status", seen: before.status, error, again }),
      );
      if (!done) return;
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
    priority(priority: Priority) {
      const before = now();
      if (!before) return;
      void attempt(
        () => actions.priority(id, priority, before.version),
        (error) => contest({ field: "priority", seen: before.priority, error, again: () => acts.priority(priority) }),
      );
    },
    async mute(muted: boolean) {
      if (!(await attempt(() => actions.mute(id, muted)))) return;
      toast({ text: t(muted ? "toast.muted" : "toast.unmuted"), action: { text: t("action.undo"), run: () => void attempt(() => actions.mute(id, !muted)) } });
    },
    /** From the newest message on, unless told. */
    async markUnread(seq = Math.max(1, now()?.message_count ?? 1)) {
      if (await attempt(() => actions.markUnread(id, seq))) toast({ text: t("toast.markedUnread") });
    },
  };
  return acts;
}

export type Acts = ReturnType<typeof makeActs>;

export function useActs(id: string): Acts {
  const names = useMemberNames();
  return useMemo(() => makeActs(id, (user) => names.get(user)), [id, names]);
}
