// The people of the account: what they may do, what they see, and whether they get in.
import { useState } from "react";
import { formatShortDay, t } from "@i18n";
import { api, ifMatch, ok, type Schema } from "@rt/api";
import { useAllowed, useMe } from "@rt/client";
import { Avatar, Badge, type Column, MenuItem } from "@ui";
import { FormDialog } from "@ui/forms";
import { cursorOf, Listing, useAct, usePages } from "@ui/pages";
import { AccessFields, reachOf, roleOf } from "./access";
import { Gate, Heading, RowMenu, useConfirm } from "./parts";

type Member = Schema["Member"];
const KEY = ["members"];

const change = (member: Member, body: Schema["PatchMember"]) =>
  ok(api.PATCH("/api/v1/members/{id}", { params: { path: { id: member.user_id }, header: ifMatch(member.version) }, body }));

function List() {
  const me = useMe();
  const act = useAct();
  const mayWrite = useAllowed("members:write");
  const [edited, setEdited] = useState<Member | null>(null);
  const list = usePages([...KEY, "list"], (cursor) => ok(api.GET("/api/v1/members", { params: { query: cursorOf(cursor) } })));
  const disable = useConfirm<Member>(
    (member) => ({ title: t("settings.members.disableTitle", { name: member.name }), text: t("settings.members.disableText"), confirm: t("settings.members.disable") }),
    (member) => act(() => change(member, { disabled: true }), { done: t("state.saved"), stale: [KEY] }),
  );
  const columns: Column<Member>[] = [
    {
      id: "name",
      title: t("settings.name"),
      bare: true,
      cell: (row) => (
        <span className="flex min-w-0 items-center gap-3">
          <Avatar name={row.name} size={32} />
          <span className="min-w-0">
            <span className="flex items-center gap-2 font-medium">
              <span className="truncate">{row.name}</span>
              {row.user_id === me.user_id && <Badge tone="accent">{t("settings.members.you")}</Badge>}
              {row.disabled_at && <Badge tone="warn">{t("settings.members.disabled")}</Badge>}
            </span>
            <span className="block truncate text-[13px] text-dim">{row.email}</span>
          </span>
        </span>
      ),
    },
    { id: "role", title: t("settings.role"), cell: (row) => t(`role.${row.role}`) },
    { id: "reach", title: t("settings.reach"), cell: (row) => t(`reach.${row.reach}`) },
    { id: "since", title: t("settings.since"), cell: (row) => <span className="whitespace-nowrap text-dim">{formatShortDay(row.created_at)}</span> },
  ];
  if (mayWrite) {
    columns.push({
      id: "actions",
      title: t("action.more"),
      bare: true,
      quiet: true,
      className: "w-12 text-end",
      cell: (row) =>
        row.user_id === me.user_id ? null : (
          <RowMenu name={row.name}>
            <MenuItem onSelect={() => setEdited(row)}>{t("settings.members.change")}</MenuItem>
            {row.disabled_at ? (
              <MenuItem onSelect={() => void act(() => change(row, { disabled: false }), { done: t("state.saved"), stale: [KEY] })}>{t("settings.members.enable")}</MenuItem>
            ) : (
              <MenuItem danger onSelect={() => disable.ask(row)}>
                {t("settings.members.disable")}
              </MenuItem>
            )}
          </RowMenu>
        ),
    });
  }
  return (
    <>
      <Heading title={t("settings.members")} text={t("settings.members.text")} />
      <Listing list={list} label={t("settings.members")} columns={columns} rowKey={(row) => row.user_id} empty={null} />
      {edited && (
        <FormDialog
          title={edited.name}
          submit={t("action.save")}
          onClose={() => setEdited(null)}
          onSend={async (form) => {
            await change(edited, { role: roleOf(form), reach: reachOf(form) });
            await act(() => Promise.resolve(), { done: t("state.saved"), stale: [KEY] });
          }}
        >
          {() => <AccessFields role={edited.role} reach={edited.reach} />}
        </FormDialog>
      )}
      {disable.dialog}
    </>
  );
}

export function Members() {
  return (
    <Gate needs="settings:read" title={t("settings.members")}>
      <List />
    </Gate>
  );
}
