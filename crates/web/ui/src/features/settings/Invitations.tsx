// People who are asked to join. Sending again is another invitation to the same address: the letter's link
// is made anew.
import { UserPlusIcon } from "lucide-react";
import { formatRelative, t } from "@i18n";
import { api, ok, once, type Schema } from "@rt/api";
import { uuidv7 } from "@rt/uuid";
import { FormField, Input, MenuItem } from "@ui";
import { type At, text } from "@ui/forms";
import { cursorOf, useAct } from "@ui/pages";
import { ResourcePage } from "@ui/resource";
import { AccessFields, reachOf, roleOf, Ticks } from "./access";
import { useInboxes } from "./parts";

type Invitation = Schema["Invitation"];
const KEY = ["invitations"];

/** Answers what is told of it. */
async function invite(body: Schema["CreateInvitation"]): Promise<string> {
  await ok(api.POST("/api/v1/invitations", { params: { header: once(uuidv7()) }, body }));
  return t("settings.invitations.sent", { email: body.email });
}

function Fields({ at }: { at: At }) {
  const inboxes = useInboxes();
  return (
    <>
      <FormField label={t("settings.email")} error={at("/email")}>
        {(field) => <Input {...field} name="email" type="email" maxLength={254} autoComplete="off" required autoFocus />}
      </FormField>
      <AccessFields />
      {inboxes.length > 0 && <Ticks name="inbox" label={t("settings.inboxes")} options={inboxes.map((inbox) => ({ id: inbox.id, text: inbox.name }))} />}
    </>
  );
}

export function Invitations() {
  const act = useAct();
  const again = ({ email, role, reach, inbox_ids }: Invitation) => act(() => invite({ email, role, reach, inbox_ids }), { done: t("settings.invitations.sent", { email }), stale: [KEY] });
  return (
    <ResourcePage<Invitation>
      needs="members:write"
      title={t("settings.invitations")}
      text={t("settings.invitations.text")}
      icon={UserPlusIcon}
      empty={t("settings.invitations.empty")}
      emptyText={t("settings.invitations.emptyText")}
      queryKey={KEY}
      page={(cursor) => ok(api.GET("/api/v1/invitations", { params: { query: cursorOf(cursor) } }))}
      columns={[
        { id: "email", title: t("settings.email"), bare: true, cell: (row) => <span className="wrap-any font-medium">{row.email}</span> },
        { id: "role", title: t("settings.role"), cell: (row) => t(`role.${row.role}`) },
        { id: "reach", title: t("settings.reach"), cell: (row) => t(`reach.${row.reach}`) },
        { id: "expires", title: t("settings.expires"), cell: (row) => <span className="whitespace-nowrap text-dim">{formatRelative(row.expires_at)}</span> },
      ]}
      nameOf={(row) => row.email}
      mayChange={() => true}
      items={(row) => <MenuItem needsServer onSelect={() => void again(row)}>{t("settings.invitations.again")}</MenuItem>}
      form={{
        create: t("settings.invitations.invite"),
        edit: false,
        submit: t("settings.invitations.send"),
        known: ["/email"],
        fields: (_row, at) => <Fields at={at} />,
        send: (data) => invite({ email: text(data, "email"), role: roleOf(data), reach: reachOf(data), inbox_ids: data.getAll("inbox").map(String) }),
      }}
      removal={{
        verb: t("settings.invitations.revoke"),
        title: (row) => t("settings.invitations.revokeTitle", { email: row.email }),
        text: t("settings.invitations.revokeText"),
        done: t("settings.invitations.revoked"),
        run: (row) => ok(api.DELETE("/api/v1/invitations/{id}", { params: { path: { id: row.id } } })),
      }}
    />
  );
}
