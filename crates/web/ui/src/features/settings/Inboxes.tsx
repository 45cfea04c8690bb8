// Inboxes: the channels that customers write by, how each behaves, and who works in it.
import { InboxIcon } from "lucide-react";
import { useState } from "react";
import { t } from "@i18n";
import { api, ifMatch, ok, type Schema } from "@rt/api";
import { useAllowed } from "@rt/client";
import { Badge, MenuItem } from "@ui";
import { cursorOf } from "@ui/pages";
import { ResourcePage } from "@ui/resource";
import { InboxFields, POINTERS, sendInbox } from "./InboxFields";
import { MembersDialog } from "../MembersDialog";

type Inbox = Schema["Inbox"];

export function Inboxes() {
  const mayWrite = useAllowed("settings:write");
  const [staffed, setStaffed] = useState<Inbox | null>(null);
  return (
    <>
      <ResourcePage<Inbox>
        needs="settings:read"
        title={t("settings.inboxes")}
        text={t("settings.inboxes.text")}
        icon={InboxIcon}
        empty={t("settings.inboxes.empty")}
        queryKey={["inboxes"]}
        page={(cursor) => ok(api.GET("/api/v1/inboxes", { params: { query: cursorOf(cursor) } }))}
        columns={[
          { id: "name", title: t("settings.name"), bare: true, cell: (row) => <span className="font-medium">{row.name}</span> },
          { id: "channel", title: t("settings.inboxes.channel"), cell: (row) => <Badge>{t(`channel.${row.channel}`)}</Badge> },
          { id: "reopen", title: t("settings.inboxes.reopen"), cell: (row) => <span className="text-dim">{t(`settings.inboxes.reopen.${row.reopen_policy}`, { count: row.reopen_within_hours ?? 0 })}</span> },
        ]}
        nameOf={(row) => row.name}
        mayChange={() => mayWrite}
        items={(row) => <MenuItem onSelect={() => setStaffed(row)}>{t("settings.members")}</MenuItem>}
        form={{ create: mayWrite && t("settings.inboxes.new"), known: POINTERS, fields: (row, at) => <InboxFields inbox={row} at={at} />, send: sendInbox }}
        removal={{ text: t("settings.inboxes.deleteText"), run: (row) => ok(api.DELETE("/api/v1/inboxes/{id}", { params: { path: { id: row.id }, header: ifMatch(row.version) } })) }}
      />
      {staffed && (
        <MembersDialog
          title={`${staffed.name}: ${t("settings.members")}`}
          queryKey={["inboxes", staffed.id, "members"]}
          fetchPage={(cursor) => ok(api.GET("/api/v1/inboxes/{id}/members", { params: { path: { id: staffed.id }, query: { limit: 100, ...cursorOf(cursor) } } }))}
          set={(user_id, on) => {
            const params = { path: { id: staffed.id, user_id } };
            return on ? ok(api.PUT("/api/v1/inboxes/{id}/members/{user_id}", { params })) : ok(api.DELETE("/api/v1/inboxes/{id}/members/{user_id}", { params }));
          }}
          readOnly={!mayWrite}
          onClose={() => setStaffed(null)}
        />
      )}
    </>
  );
}
