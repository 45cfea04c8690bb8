// What is set of an inbox: a few things when it is made, the rest of one that is there. The channel is chosen once.
import { useState } from "react";
import { formatBytes, t } from "@i18n";
import { api, ifMatch, ok, once, type Schema } from "@rt/api";
import { uuidv7 } from "@rt/uuid";
import { FormField, Input, Select } from "@ui";
import { type At, text } from "@ui/forms";

type Inbox = Schema["Inbox"];
type Policy = Schema["ReopenPolicy"];

const CHANNELS: Schema["Channel"][] = ["api", "webchat", "email", "whatsapp"];
const POLICIES: Policy[] = ["reopen", "new", "reopen_within"];
const MIB = 1024 * 1024;

export const POINTERS = ["/name", "/channel", "/reopen_within_hours", "/attachment_max_bytes", "/attachment_types"];

export function sendInbox(form: FormData, inbox: Inbox | null): Promise<Inbox> {
  const name = text(form, "name");
  const delivery = text(form, "delivery") as Inbox["delivery"];
  if (inbox === null) {
    return ok(api.POST("/api/v1/inboxes", { params: { header: once(uuidv7()) }, body: { name, channel: text(form, "channel") as Inbox["channel"], delivery } }));
  }
  const policy = text(form, "policy") as Policy;
  const megabytes = text(form, "max");
  const body: Schema["PatchInbox"] = {
    name,
    delivery,
    reopen_policy: policy,
    ...(policy === "reopen_within" ? { reopen_within_hours: Number(text(form, "hours")) } : {}),
    attachment_max_bytes: megabytes === "" ? null : Math.round(Number(megabytes) * MIB),
    attachment_types: text(form, "types").split(/[\s,]+/).filter(Boolean),
  };
  return ok(api.PATCH("/api/v1/inboxes/{id}", { params: { path: { id: inbox.id }, header: ifMatch(inbox.version) }, body }));
}

export function InboxFields({ inbox, at }: { inbox: Inbox | null; at: At }) {
  const [policy, setPolicy] = useState<Policy>(inbox?.reopen_policy ?? "reopen");
  return (
    <>
      <FormField label={t("settings.name")} error={at("/name")}>
        {(field) => <Input {...field} name="name" maxLength={120} required autoFocus defaultValue={inbox?.name} />}
      </FormField>
      {inbox === null && (
        <FormField label={t("settings.inboxes.channel")} error={at("/channel")}>
          {(field) => (
            <Select {...field} name="channel">
              {CHANNELS.map((channel) => (
                <option key={channel} value={channel}>
                  {t(`channel.${channel}`)}
                </option>
              ))}
            </Select>
          )}
        </FormField>
      )}
      <FormField label={t("settings.inboxes.delivery")} hint={t("settings.inboxes.delivery.hint")}>
        {(field) => (
          <Select {...field} name="delivery" defaultValue={inbox?.delivery ?? "direct"}>
            <option value="direct">{t("settings.inboxes.delivery.direct")}</option>
            <option value="reported">{t("settings.inboxes.delivery.reported")}</option>
          </Select>
        )}
      </FormField>
      {inbox && (
        <>
          <FormField label={t("settings.inboxes.reopen")}>
            {(field) => (
              <Select {...field} name="policy" value={policy} onChange={(event) => setPolicy(event.target.value as Policy)}>
                {POLICIES.map((one) => (
                  <option key={one} value={one}>
                    {t(`settings.inboxes.policy.${one}`)}
                  </option>
                ))}
              </Select>
            )}
          </FormField>
          {policy === "reopen_within" && (
            <FormField label={t("settings.inboxes.hours")} error={at("/reopen_within_hours")}>
              {(field) => <Input {...field} name="hours" type="number" min={1} max={8760} required defaultValue={inbox.reopen_within_hours ?? 24} />}
            </FormField>
          )}
          <FormField label={t("settings.inboxes.max")} hint={inbox.attachment_max_bytes ? formatBytes(inbox.attachment_max_bytes) : t("settings.inboxes.maxHint")} error={at("/attachment_max_bytes")} optional={t("state.optional")}>
            {(field) => <Input {...field} name="max" type="number" min={0.1} step={0.1} defaultValue={inbox.attachment_max_bytes ? inbox.attachment_max_bytes / MIB : ""} />}
          </FormField>
          <FormField label={t("settings.inboxes.types")} hint={t("settings.inboxes.typesHint")} error={at("/attachment_types")} optional={t("state.optional")}>
            {(field) => <Input {...field} name="types" defaultValue={inbox.attachment_types.join(", ")} placeholder="image/*, application/pdf" />}
          </FormField>
        </>
      )}
    </>
  );
}
