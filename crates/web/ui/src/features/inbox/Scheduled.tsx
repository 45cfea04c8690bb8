// The scheduled messages of a thread: how many, and on demand which. Read when the thread is opened and
// whenever something became of one. Lazy.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { CalendarClockIcon, ChevronDownIcon } from "lucide-react";
import { useId, useState } from "react";
import { formatDateTime, t } from "@i18n";
import { api, ok } from "@rt/api";
import { useMemberNames } from "@rt/catalogs.client";
import { useKey, useMe } from "@rt/client";
import { runtime } from "@rt/runtime";
import { keys } from "@rt/store";
import type { ScheduledMessage } from "@rt/types";
import { uuidv7 } from "@rt/uuid";
import { Checkbox, cn, FormField, Input, Textarea, toast } from "@ui";
import { FormDialog, text } from "@ui/forms";
import { MessageText } from "./text";
import { attempt } from "./useActs";
import { fromLocalInput, localInput } from "./when";

/** For how long one is told of those that were not sent. */
const FAILED_FOR = 3 * 86_400_000;
const LINK = "min-h-6 font-medium text-link underline-offset-2 hover:underline";

async function read(id: string): Promise<ScheduledMessage[]> {
  const of = (state: "pending" | "failed" | "cancelled", limit: number) => ok(api.GET("/api/v1/conversations/{id}/scheduled-messages", { params: { path: { id }, query: { state, limit } } }));
  const [pending, failed, cancelled] = await Promise.all([of("pending", 100), of("failed", 20), of("cancelled", 20)]);
  const since = Date.now() - FAILED_FOR;
  const unsent = [...failed.items, ...cancelled.items].filter((one) => one.reason !== "requested" && Date.parse(one.updated_at) > since);
  return [...pending.items, ...unsent];
}

function EditDialog({ message, onClose }: { message: ScheduledMessage; onClose: () => void }) {
  const send = async (form: FormData) => {
    const at = fromLocalInput(text(form, "at"));
    const body = text(form, "body");
    await runtime().actions.reschedule(message, { body, ...(at ? { send_at: at.toISOString() } : {}), cancel_on_reply: form.has("cancel") });
  };
  return (
    <FormDialog title={t("later.edit")} submit={t("action.save")} known={["/body", "/send_at"]} onClose={onClose} onSend={send}>
      {(at) => (
        <>
          <FormField label={t("later.text")} error={at("/body")}>
            {(field) => <Textarea {...field} name="body" required dir="auto" defaultValue={message.body} />}
          </FormField>
          <FormField label={t("later.at")} error={at("/send_at")}>
            {(field) => <Input {...field} name="at" type="datetime-local" required defaultValue={localInput(new Date(message.send_at))} />}
          </FormField>
          {message.kind === "text" && <Checkbox name="cancel" label={t("later.cancelOnReply")} defaultChecked={message.cancel_on_reply} />}
        </>
      )}
    </FormDialog>
  );
}

function Item({ message, onEdit }: { message: ScheduledMessage; onEdit: () => void }) {
  const me = useMe();
  const names = useMemberNames();
  const { actions, outbox } = runtime();
  const own = message.author_id === me.user_id;
  const { kind, body, reply_to_id, send_at, cancel_on_reply, conversation_id } = message;
  const cancel = async () => {
    if (!(await attempt(() => actions.unschedule(message)))) return;
    const back = () => void attempt(() => actions.schedule(conversation_id, { kind, body, reply_to_id, send_at, cancel_on_reply }));
    toast({ text: t("later.cancelled"), action: own ? { text: t("action.undo"), run: back } : undefined });
  };
  // Taken off first: it can then not be sent twice.
  const sendNow = async () => {
    if (await attempt(() => actions.unschedule(message))) outbox.add({ clientId: uuidv7(), conversationId: conversation_id, kind, body, replyToId: reply_to_id, mentions: [], attachments: [], createdAt: new Date().toISOString() });
  };
  const unsent = message.state !== "pending";
  return (
    <li className="flex flex-col gap-1 border-t border-line py-2" data-scheduled={message.state}>
      <span className="flex items-center gap-2 text-xs text-dim">
        <time dateTime={send_at}>{formatDateTime(send_at)}</time>
        <bdi className="truncate">{own ? t("sender.you") : (names.get(message.author_id) ?? "")}</bdi>
        {kind === "note" && <span className="font-medium text-warn">{t("later.note")}</span>}
      </span>
      <MessageText text={body} />
      {unsent && message.reason && <p className="text-xs text-danger">{t(`later.reason.${message.reason}`)}</p>}
      {!unsent && (
        <span className="flex items-center gap-3 text-xs">
          {own && (
            <>
              <button type="button" className={LINK} onClick={() => void sendNow()}>
                {t("later.sendNow")}
              </button>
              <button type="button" className={LINK} onClick={onEdit}>
                {t("action.edit")}
              </button>
            </>
          )}
          {(own || me.role === "owner" || me.role === "admin") && (
            <button type="button" className={LINK} onClick={() => void cancel()}>
              {t("later.cancel")}
            </button>
          )}
        </span>
      )}
    </li>
  );
}

export default function Scheduled({ id }: { id: string }) {
  const version = useKey(keys.scheduled(id), (store) => store.notifier.version(keys.scheduled(id)));
  const { data = [] } = useQuery({ queryKey: ["scheduled", id, version], queryFn: () => read(id), placeholderData: keepPreviousData });
  const [open, setOpen] = useState(false);
  const [editing, setEditing] = useState<ScheduledMessage | null>(null);
  const listId = useId();
  const pending = data.filter((message) => message.state === "pending").length;
  const unsent = data.length - pending;
  if (data.length === 0 && !editing) return null;
  return (
    <div className="shrink-0 px-4 pb-2 text-sm max-md:px-2" data-scheduled-count={pending}>
      <div className="rounded-xl border border-line bg-bg px-3">
        <button type="button" aria-expanded={open} aria-controls={listId} onClick={() => setOpen(!open)} className="flex min-h-9 w-full items-center gap-2 text-start text-[13px] max-md:min-h-11">
          <CalendarClockIcon size={15} aria-hidden="true" className="text-dim" />
          {pending > 0 && t("later.strip", { count: pending })}
          {unsent > 0 && <span className="text-danger">{t("later.failed", { count: unsent })}</span>}
          <ChevronDownIcon size={16} aria-hidden="true" className={cn("ms-auto text-dim", open && "-scale-y-100")} />
        </button>
        {open && (
          <ul id={listId} aria-label={t("later.title")} className="scroll-thin max-h-44 overflow-y-auto">
            {data.map((message) => (
              <Item key={message.id} message={message} onEdit={() => setEditing(message)} />
            ))}
          </ul>
        )}
      </div>
      {editing && <EditDialog message={editing} onClose={() => setEditing(null)} />}
    </div>
  );
}
