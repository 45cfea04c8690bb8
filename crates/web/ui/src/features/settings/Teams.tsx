// Teams: groups of members that conversations are given to.
import { UsersRoundIcon } from "lucide-react";
import { useState } from "react";
import { formatShortDay, t } from "@i18n";
import { api, ifMatch, ok, once, type Schema } from "@rt/api";
import { useAllowed } from "@rt/client";
import { uuidv7 } from "@rt/uuid";
import { FormField, Input, MenuItem } from "@ui";
import { text } from "@ui/forms";
import { cursorOf } from "@ui/pages";
import { ResourcePage } from "@ui/resource";
import { MembersDialog } from "../MembersDialog";

type Team = Schema["Team"];

export function Teams() {
  const mayWrite = useAllowed("settings:write");
  const [staffed, setStaffed] = useState<Team | null>(null);
  return (
    <>
      <ResourcePage<Team>
        needs="settings:read"
        title={t("settings.teams")}
        text={t("settings.teams.text")}
        icon={UsersRoundIcon}
        empty={t("settings.teams.empty")}
        queryKey={["teams"]}
        page={(cursor) => ok(api.GET("/api/v1/teams", { params: { query: cursorOf(cursor) } }))}
        columns={[
          { id: "name", title: t("settings.name"), bare: true, cell: (row) => <span className="font-medium">{row.name}</span> },
          { id: "since", title: t("settings.since"), cell: (row) => <span className="text-dim">{formatShortDay(row.created_at)}</span> },
        ]}
        nameOf={(row) => row.name}
        mayChange={() => mayWrite}
        items={(row) => <MenuItem onSelect={() => setStaffed(row)}>{t("settings.members")}</MenuItem>}
        form={{
          create: mayWrite && t("settings.teams.new"),
          known: ["/name"],
          fields: (row, at) => (
            <FormField label={t("settings.name")} error={at("/name")}>
              {(field) => <Input {...field} name="name" maxLength={120} required autoFocus defaultValue={row?.name} />}
            </FormField>
          ),
          send: (data, row) => {
            const body = { name: text(data, "name") };
            return row
              ? ok(api.PATCH("/api/v1/teams/{id}", { params: { path: { id: row.id }, header: ifMatch(row.version) }, body }))
              : ok(api.POST("/api/v1/teams", { params: { header: once(uuidv7()) }, body }));
          },
        }}
        removal={{ text: t("settings.teams.deleteText"), run: (row) => ok(api.DELETE("/api/v1/teams/{id}", { params: { path: { id: row.id } } })) }}
      />
      {staffed && (
        <MembersDialog
          title={`${staffed.name}: ${t("settings.members")}`}
          queryKey={["teams", staffed.id, "members"]}
          fetchPage={(cursor) => ok(api.GET("/api/v1/teams/{id}/members", { params: { path: { id: staffed.id }, query: { limit: 100, ...cursorOf(cursor) } } }))}
          set={(user_id, on) => {
            const params = { path: { id: staffed.id, user_id } };
            return on ? ok(api.PUT("/api/v1/teams/{id}/members/{user_id}", { params })) : ok(api.DELETE("/api/v1/teams/{id}/members/{user_id}", { params }));
          }}
          readOnly={!mayWrite}
          onClose={() => setStaffed(null)}
        />
      )}
    </>
  );
}
