// What is asked of API keys: to make one, or to give one another secret; and a secret, shown this once.
import { t } from "@i18n";
import type { Schema } from "@rt/api";
import { useMe } from "@rt/client";
import { Button, Dialog, FormField, Input, KeyOnce, Select, Textarea } from "@ui";
import { type At, FormDialog, text } from "@ui/forms";
import { Ticks } from "./access";

type Permission = Schema["Permission"];

const DAYS = [30, 90, 365] as const;
const DAY = 86_400_000;

export function readKey(form: FormData): Schema["CreateApiKey"] {
  const days = Number(text(form, "days"));
  return {
    name: text(form, "name"),
    scopes: form.getAll("scope").map((scope) => String(scope) as Permission),
    allowed_addresses: text(form, "addresses").split(/[\s,]+/).filter(Boolean),
    ...(days > 0 ? { expires_at: new Date(Date.now() + days * DAY).toISOString() } : {}),
  };
}

export function KeyFields({ at }: { at: At }) {
  // Nobody gives away what they may not do themselves.
  const { permissions } = useMe();
  return (
    <>
      <div className="grid gap-4 md:grid-cols-2">
        <FormField label={t("settings.name")} error={at("/name")}>
          {(field) => <Input {...field} name="name" maxLength={120} required autoFocus />}
        </FormField>
        <FormField label={t("settings.expires")}>
          {(field) => (
            <Select {...field} name="days" defaultValue="90">
              {DAYS.map((days) => (
                <option key={days} value={days}>
                  {t("settings.keys.days", { count: days })}
                </option>
              ))}
              <option value="0">{t("settings.keys.noEnd")}</option>
            </Select>
          )}
        </FormField>
      </div>
      <Ticks name="scope" label={t("settings.keys.scopes")} options={permissions.map((scope) => ({ id: scope, text: t(`scope.${scope}`) }))} />
      <FormField label={t("settings.keys.addresses")} hint={t("settings.keys.addressesHint")} error={at("/allowed_addresses") ?? at("/allowed_addresses/0")} optional={t("state.optional")}>
        {(field) => <Textarea {...field} name="addresses" rows={2} className="font-mono" />}
      </FormField>
    </>
  );
}

const OVERLAPS = [0, 3_600, 86_400, 604_800] as const;

export function RotateDialog({ name, onClose, onSend }: { name: string; onClose: () => void; onSend: (overlapSeconds: number) => Promise<unknown> }) {
  return (
    <FormDialog title={t("settings.keys.rotateTitle", { name })} description={t("settings.keys.rotateText")} submit={t("settings.keys.rotate")} onClose={onClose} onSend={(form) => onSend(Number(text(form, "overlap")))}>
      {() => (
        <FormField label={t("settings.keys.overlap")}>
          {(field) => (
            <Select {...field} name="overlap" defaultValue="86400">
              {OVERLAPS.map((seconds) => (
                <option key={seconds} value={seconds}>
                  {t(`settings.keys.overlap.${seconds}`)}
                </option>
              ))}
            </Select>
          )}
        </FormField>
      )}
    </FormDialog>
  );
}

export function ShownKey({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Dialog
      open
      locked
      onOpenChange={() => undefined}
      title={t("settings.keys.shown")}
      footer={
        <Button variant="primary" onClick={onClose}>
          {t("settings.keys.kept")}
        </Button>
      }
    >
      <KeyOnce label={t("settings.keys.secret")} secret={secret} />
    </Dialog>
  );
}
