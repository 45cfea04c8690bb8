// A message of ours that the server does not have yet: waiting, on its way, or refused with Retry and
// Discard. It has the same place and key as the message it becomes.
import { CircleAlertIcon, ClockIcon, FileIcon, LockIcon } from "lucide-react";
import { isMessageId, t } from "@i18n";
import type { Outgoing } from "@rt/outbox";
import { runtime } from "@rt/runtime";
import { cn } from "@ui";
import { MessageText } from "./text";

export function PendingBubble({ item }: { item: Outgoing }) {
  const { outbox } = runtime();
  const failed = item.state === "failed";
  const reason = item.error ? `error.${item.error.code}` : "";
  return (
    <article data-pending={item.state} data-client={item.clientId} aria-label={t(failed ? "pending.failed" : "pending.sending")} className="mt-3 flex flex-row-reverse gap-2">
      <span className="w-7 shrink-0 max-md:hidden" />
      <div className="flex max-w-[min(82%,576px)] min-w-0 flex-col items-end">
        <div className={cn("max-w-full rounded-2xl px-3.5 py-2 text-sm", item.kind === "note" ? "border border-note-edge bg-note" : "bg-mine", failed && "ring-1 ring-danger")}>
          {item.kind === "note" && (
            <p className="mb-0.5 flex items-center gap-1 text-xs font-medium text-warn">
              <LockIcon size={12} aria-hidden="true" />
              {t("message.note")}
            </p>
          )}
          {item.attachments.map((file) => (
            <p key={file.id} className="flex items-center gap-2">
              <FileIcon size={15} aria-hidden="true" />
              <span className="truncate">{file.name}</span>
            </p>
          ))}
          {item.body && <MessageText text={item.body} />}
        </div>
        <span className={cn("mt-0.5 flex items-center gap-1.5 px-1 text-[11px]", failed ? "text-danger" : "text-dim")}>
          {failed ? <CircleAlertIcon size={13} aria-hidden="true" /> : <ClockIcon size={13} aria-hidden="true" />}
          {failed ? (isMessageId(reason) ? t(reason) : t("pending.failed")) : t(item.state === "sending" ? "pending.sending" : "pending.waiting")}
          {failed && (
            <>
              <button type="button" className="min-h-6 font-semibold underline underline-offset-2" onClick={() => outbox.retry(item.clientId)}>
                {t("action.retry")}
              </button>
              <button type="button" className="min-h-6 font-semibold underline underline-offset-2" onClick={() => outbox.discard(item.clientId)}>
                {t("action.discard")}
              </button>
            </>
          )}
        </span>
      </div>
    </article>
  );
}
