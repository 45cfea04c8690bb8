// When a message is sent that is not sent now. Lazy.
import { useState } from "react";
import { formatDateTime, formatTime, t } from "@i18n";
import { Button, Checkbox, FormField, Input } from "@ui";
import { FormError, useForm } from "@ui/forms";
import { snoozeChoices } from "./snooze";
import { fromLocalInput, localInput } from "./when";

export type Plan = (at: Date, cancelOnReply: boolean) => Promise<void>;

export default function ScheduleForm({ note, blocked, onPlan }: { note: boolean; blocked: "empty" | "files" | null; onPlan: Plan }) {
  const [{ now, choices }] = useState(() => ({ now: new Date(), choices: snoozeChoices() }));
  const [at, setAt] = useState(() => localInput(choices[1]?.at ?? now));
  const [onReply, setOnReply] = useState(false);
  const form = useForm(async () => {
    const when = fromLocalInput(at);
    if (when) await onPlan(when, onReply && !note);
  });
  if (blocked) return <p className="p-3 text-dim">{t(`later.${blocked}`)}</p>;
  return (
    <form onSubmit={form.onSubmit} className="flex flex-col gap-3 p-3">
      <div>
        {choices.map((choice) => (
          <button key={choice.id} type="button" onClick={() => setAt(localInput(choice.at))} className="flex min-h-9 w-full items-center justify-between gap-4 rounded-lg px-1 text-start hover:bg-hover max-md:min-h-11">
            {t(`snooze.${choice.id}`)}
            <span className="text-dim">{choice.id === "hour" || choice.id === "evening" ? formatTime(choice.at) : formatDateTime(choice.at)}</span>
          </button>
        ))}
      </div>
      <FormField label={t("later.at")} error={form.at("/send_at")}>
        {(field) => <Input {...field} type="datetime-local" required value={at} min={localInput(now)} onChange={(event) => setAt(event.target.value)} />}
      </FormField>
      {!note && <Checkbox label={t("later.cancelOnReply")} checked={onReply} onChange={(event) => setOnReply(event.target.checked)} />}
      <FormError error={form.error} known={["/send_at"]} />
      <Button type="submit" variant="primary" busy={form.busy}>
        {t("later.submit")}
      </Button>
    </form>
  );
}
