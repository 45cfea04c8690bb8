// The ways a contact is known by. More can be added; each can be taken away.
import { AtSignIcon, FingerprintIcon, type LucideIcon, PhoneIcon, PlusIcon, UserIcon, XIcon } from "lucide-react";
import { useState } from "react";
import { t } from "@i18n";
import { api, ok, once, type Schema } from "@rt/api";
import { useAllowed } from "@rt/client";
import { uuidv7 } from "@rt/uuid";
import { FormField, IconButton, Input, Select } from "@ui";
import { FormDialog, text } from "@ui/forms";
import { useConfirm } from "@ui/page";
import { useAct } from "@ui/pages";
import { Section } from "./Section";

type Contact = Schema["Contact"];
type Identity = Schema["ContactIdentity"];
const ICONS: Record<Identity["kind"], LucideIcon> = { phone: PhoneIcon, email: AtSignIcon, external: FingerprintIcon, bsuid: UserIcon };
const KINDS: Identity["kind"][] = ["email", "phone", "external"];

export function Identities({ contact, onChange }: { contact: Contact; onChange: (contact: Contact) => void }) {
  const act = useAct();
  const mayWrite = useAllowed("contacts:write");
  const [open, setOpen] = useState(false);
  const remove = useConfirm<Identity>(
    ({ value }) => ({ title: t("contacts.identity.removeTitle", { value }), text: t("contacts.identity.removeText"), confirm: t("action.remove") }),
    ({ kind, value }) => act(async () => onChange(await ok(api.DELETE("/api/v1/contacts/{id}/identities/{kind}/{value}", { params: { path: { id: contact.id, kind, value } } })))),
  );
  return (
    <Section title={t("contacts.identities")} action={mayWrite && <IconButton label={t("contacts.identity.add")} size="sm" icon={<PlusIcon size={16} />} onClick={() => setOpen(true)} />}>
      {contact.identities.length === 0 && <p className="text-sm text-dim">{t("contacts.identity.none")}</p>}
      <ul className="flex flex-col gap-1">
        {contact.identities.map((identity) => {
          const Icon = ICONS[identity.kind];
          return (
            <li key={`${identity.kind}:${identity.value}`} className="flex min-h-8 items-center gap-2.5 text-sm">
              <Icon size={15} role="img" aria-label={t(`identity.${identity.kind}`)} className="shrink-0 text-dim" />
              <span className="min-w-0 flex-1 wrap-any" dir="ltr">
                {identity.value}
              </span>
              {mayWrite && <IconButton label={`${t("action.remove")}: ${identity.value}`} size="sm" icon={<XIcon size={15} />} onClick={() => remove.ask(identity)} />}
            </li>
          );
        })}
      </ul>
      {open && (
        <FormDialog
          title={t("contacts.identity.add")}
          submit={t("action.add")}
          known={["/value"]}
          onClose={() => setOpen(false)}
          onSend={async (form) =>
            onChange(await ok(api.POST("/api/v1/contacts/{id}/identities", { params: { path: { id: contact.id }, header: once(uuidv7()) }, body: { kind: text(form, "kind") as Identity["kind"], value: text(form, "value") } })))
          }
        >
          {(at) => (
            <>
              <FormField label={t("contacts.identity.kind")}>
                {(field) => (
                  <Select {...field} name="kind">
                    {KINDS.map((kind) => (
                      <option key={kind} value={kind}>
                        {t(`identity.${kind}`)}
                      </option>
                    ))}
                  </Select>
                )}
              </FormField>
              <FormField label={t("contacts.identity.value")} error={at("/value")}>
                {(field) => <Input {...field} name="value" maxLength={255} required autoFocus />}
              </FormField>
            </>
          )}
        </FormDialog>
      )}
      {remove.dialog}
    </Section>
  );
}
