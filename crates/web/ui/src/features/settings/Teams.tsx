// Teams: groups of members that conversations are given to.
import { PlusIcon, UsersRoundIcon } from "lucide-react";
import { useState } from "react";
import { formatShortDay, t } from "@i18n";
import { api, ok, once, type Schema } from "@rt/api";
import { useAllowed } from "@rt/client";
import { uuidv7 } from "@rt/uuid";
import { Button, type Column, EmptyState, FormField, Input } from "@ui";
import { FormDialog, text } from "@ui/forms";
import { cursorOf, Listing, useAct, usePages } from "@ui/pages";
import { MembersDialog } from "./MembersDialog";
import { Gate, Heading } from "./parts";

type Team = Schema["Team"];
const KEY = ["teams"];

function List() {
  const act = useAct();
  const mayWrite = useAllowed("settings:write");
  const [open, setOpen] = useState<Team | "new" | null>(null);
  const list = usePages([...KEY, "list"], (cursor) => ok(api.GET("/api/v1/teams", { params: { query: cursorOf(cursor) } })));
  const columns: Column<Team>[] = [
    { id: "name", title: t("settings.name"), bare: true, cell: (row) => <span className="font-medium">{row.name}</span> },
    { id: "since", title: t("settings.since"), cell: (row) => <span className="text-dim">{formatShortDay(row.created_at)}</span> },
    {
      id: "members",
      title: t("settings.members"),
      bare: true,
      quiet: true,
      className: "w-36 text-end",
      cell: (row) => (
        <Button size="sm" aria-label={`${t("settings.members")}: ${row.name}`} onClick={() => setOpen(row)}>
          {t("settings.members")}
        </Button>
      ),
    },
  ];
  const button = mayWrite && (
    <Button variant="primary" icon={<PlusIcon size={16} aria-hidden="true" />} onClick={() => setOpen("new")}>
      {t("settings.teams.new")}
    </Button>
  );
  return (
    <>
      <Heading title={t("settings.teams")} text={t("settings.teams.text")} action={button} />
      <Listing list={list} label={t("settings.teams")} columns={columns} rowKey={(row) => row.id} empty={<EmptyState icon={<UsersRoundIcon size={22} />} title={t("settings.teams.empty")} />} />
      {open === "new" && (
        <FormDialog
          title={t("settings.teams.new")}
          submit={t("action.create")}
          known={["/name"]}
          onClose={() => setOpen(null)}
          onSend={async (form) => {
            await ok(api.POST("/api/v1/teams", { params: { header: once(uuidv7()) }, body: { name: text(form, "name") } }));
            await act(() => Promise.resolve(), { stale: [KEY] });
          }}
        >
          {(at) => (
            <FormField label={t("settings.name")} error={at("/name")}>
              {(field) => <Input {...field} name="name" maxLength={120} required autoFocus />}
            </FormField>
          )}
        </FormDialog>
      )}
      {open !== null && open !== "new" && (
        <MembersDialog
          title={`${open.name}: ${t("settings.members")}`}
          queryKey={["teams", open.id, "members"]}
          fetchPage={(cursor) => ok(api.GET("/api/v1/teams/{id}/members", { params: { path: { id: open.id }, query: { limit: 100, ...cursorOf(cursor) } } }))}
          set={(user_id, on) => {
            const params = { path: { id: open.id, user_id } };
            return on ? ok(api.PUT("/api/v1/teams/{id}/members/{user_id}", { params })) : ok(api.DELETE("/api/v1/teams/{id}/members/{user_id}", { params }));
          }}
          readOnly={!mayWrite}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

export function Teams() {
  return (
    <Gate needs="settings:read" title={t("settings.teams")}>
      <List />
    </Gate>
  );
}
