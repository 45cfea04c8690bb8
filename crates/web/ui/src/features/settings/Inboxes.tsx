// Inboxes: the channels that customers write by, how each behaves, and who works in it.
import { InboxIcon, PlusIcon } from "lucide-react";
import { useState } from "react";
import { t } from "@i18n";
import { api, ifMatch, ok, type Schema } from "@rt/api";
import { useAllowed } from "@rt/client";
import { Badge, Button, type Column, EmptyState, MenuItem } from "@ui";
import { cursorOf, Listing, useAct, usePages } from "@ui/pages";
import { InboxDialog } from "./InboxDialog";
import { MembersDialog } from "./MembersDialog";
import { Gate, Heading, RowMenu, useConfirm } from "./parts";

type Inbox = Schema["Inbox"];
const KEY = ["inboxes"];

function List() {
  const act = useAct();
  const mayWrite = useAllowed("settings:write");
  const [edited, setEdited] = useState<Inbox | "new" | null>(null);
  const [staffed, setStaffed] = useState<Inbox | null>(null);
  const list = usePages([...KEY, "list"], (cursor) => ok(api.GET("/api/v1/inboxes", { params: { query: cursorOf(cursor) } })));
  const remove = useConfirm<Inbox>(
    (row) => ({ title: t("settings.deleteTitle", { name: row.name }), text: t("settings.inboxes.deleteText"), confirm: t("action.delete") }),
    (row) => act(() => ok(api.DELETE("/api/v1/inboxes/{id}", { params: { path: { id: row.id }, header: ifMatch(row.version) } })), { done: t("settings.deleted"), stale: [KEY] }),
  );
  const columns: Column<Inbox>[] = [
    { id: "name", title: t("settings.name"), bare: true, cell: (row) => <span className="font-medium">{row.name}</span> },
    { id: "channel", title: t("settings.inboxes.channel"), cell: (row) => <Badge>{t(`channel.${row.channel}`)}</Badge> },
    { id: "reopen", title: t("settings.inboxes.reopen"), cell: (row) => <span className="text-dim">{t(`settings.inboxes.reopen.${row.reopen_policy}`, { count: row.reopen_within_hours ?? 0 })}</span> },
    {
      id: "actions",
      title: t("action.more"),
      bare: true,
      quiet: true,
      className: "w-12 text-end",
      cell: (row) => (
        <RowMenu name={row.name}>
          <MenuItem onSelect={() => setStaffed(row)}>{t("settings.members")}</MenuItem>
          {mayWrite && <MenuItem onSelect={() => setEdited(row)}>{t("action.edit")}</MenuItem>}
          {mayWrite && (
            <MenuItem danger onSelect={() => remove.ask(row)}>
              {t("action.delete")}
            </MenuItem>
          )}
        </RowMenu>
      ),
    },
  ];
  const button = mayWrite && (
    <Button variant="primary" icon={<PlusIcon size={16} aria-hidden="true" />} onClick={() => setEdited("new")}>
      {t("settings.inboxes.new")}
    </Button>
  );
  return (
    <>
      <Heading title={t("settings.inboxes")} text={t("settings.inboxes.text")} action={button} />
      <Listing list={list} label={t("settings.inboxes")} columns={columns} rowKey={(row) => row.id} empty={<EmptyState icon={<InboxIcon size={22} />} title={t("settings.inboxes.empty")} />} />
      {edited && <InboxDialog inbox={edited === "new" ? null : edited} onClose={() => setEdited(null)} onDone={() => act(() => Promise.resolve(), { done: t("state.saved"), stale: [KEY] })} />}
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
      {remove.dialog}
    </>
  );
}

export function Inboxes() {
  return (
    <Gate needs="settings:read" title={t("settings.inboxes")}>
      <List />
    </Gate>
  );
}
