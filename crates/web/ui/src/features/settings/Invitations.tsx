// People who are asked to join. Sending again is another invitation to the same address: the letter's link
// is made anew.
import { SendIcon, UserPlusIcon } from "lucide-react";
import { useState } from "react";
import { formatRelative, t } from "@i18n";
import { api, ok, once, type Schema } from "@rt/api";
import { uuidv7 } from "@rt/uuid";
import { Button, type Column, EmptyState, FormField, Input, MenuItem } from "@ui";
import { FormDialog, text } from "@ui/forms";
import { cursorOf, Listing, useAct, usePages } from "@ui/pages";
import { AccessFields, reachOf, roleOf, Ticks } from "./access";
import { Gate, Heading, RowMenu, useConfirm, useInboxes } from "./parts";

type Invitation = Schema["Invitation"];
const KEY = ["invitations"];

const invite = (body: Schema["CreateInvitation"]) => ok(api.POST("/api/v1/invitations", { params: { header: once(uuidv7()) }, body }));
const remove = (id: string) => ok(api.DELETE("/api/v1/invitations/{id}", { params: { path: { id } } }));

function List() {
  const act = useAct();
  const inboxes = useInboxes();
  const [open, setOpen] = useState(false);
  const list = usePages(KEY, (cursor) => ok(api.GET("/api/v1/invitations", { params: { query: cursorOf(cursor) } })));
  const revoke = useConfirm<Invitation>(
    (row) => ({ title: t("settings.invitations.revokeTitle", { email: row.email }), text: t("settings.invitations.revokeText"), confirm: t("settings.invitations.revoke") }),
    (row) => act(() => remove(row.id), { done: t("settings.invitations.revoked"), stale: [KEY] }),
  );
  const again = (row: Invitation) => act(() => invite({ email: row.email, role: row.role, reach: row.reach, inbox_ids: row.inbox_ids }), { done: t("settings.invitations.sent", { email: row.email }), stale: [KEY] });
  const columns: Column<Invitation>[] = [
    { id: "email", title: t("settings.email"), bare: true, cell: (row) => <span className="wrap-any font-medium">{row.email}</span> },
    { id: "role", title: t("settings.role"), cell: (row) => t(`role.${row.role}`) },
    { id: "reach", title: t("settings.reach"), cell: (row) => t(`reach.${row.reach}`) },
    { id: "expires", title: t("settings.expires"), cell: (row) => <span className="whitespace-nowrap text-dim">{formatRelative(row.expires_at)}</span> },
    {
      id: "actions",
      title: t("action.more"),
      bare: true,
      quiet: true,
      className: "w-12 text-end",
      cell: (row) => (
        <RowMenu name={row.email}>
          <MenuItem onSelect={() => void again(row)}>{t("settings.invitations.again")}</MenuItem>
          <MenuItem danger onSelect={() => revoke.ask(row)}>
            {t("settings.invitations.revoke")}
          </MenuItem>
        </RowMenu>
      ),
    },
  ];
  const button = (
    <Button variant="primary" icon={<SendIcon size={16} aria-hidden="true" />} onClick={() => setOpen(true)}>
      {t("settings.invitations.invite")}
    </Button>
  );
  return (
    <>
      <Heading title={t("settings.invitations")} text={t("settings.invitations.text")} action={button} />
      <Listing list={list} label={t("settings.invitations")} columns={columns} rowKey={(row) => row.id} empty={<EmptyState icon={<UserPlusIcon size={22} />} title={t("settings.invitations.empty")} text={t("settings.invitations.emptyText")} />} />
      {open && (
        <FormDialog
          title={t("settings.invitations.invite")}
          submit={t("settings.invitations.send")}
          known={["/email"]}
          onClose={() => setOpen(false)}
          onSend={async (form) => {
            const email = text(form, "email");
            await invite({ email, role: roleOf(form), reach: reachOf(form), inbox_ids: form.getAll("inbox").map(String) });
            await act(() => Promise.resolve(), { done: t("settings.invitations.sent", { email }), stale: [KEY] });
          }}
        >
          {(at) => (
            <>
              <FormField label={t("settings.email")} error={at("/email")}>
                {(field) => <Input {...field} name="email" type="email" maxLength={254} autoComplete="off" required autoFocus />}
              </FormField>
              <AccessFields />
              {inboxes.length > 0 && <Ticks name="inbox" label={t("settings.inboxes")} options={inboxes.map((inbox) => ({ id: inbox.id, text: inbox.name }))} />}
            </>
          )}
        </FormDialog>
      )}
      {revoke.dialog}
    </>
  );
}

export function Invitations() {
  return (
    <Gate needs="members:write" title={t("settings.invitations")}>
      <List />
    </Gate>
  );
}
