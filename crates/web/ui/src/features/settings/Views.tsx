// Saved views: rename them, share them or not, delete them. What a view shows is changed in the inbox.
import { LayoutListIcon } from "lucide-react";
import { t } from "@i18n";
import { api, ifMatch, ok, type Schema } from "@rt/api";
import { useMe } from "@rt/client";
import { Checkbox, FormField, Input } from "@ui";
import { text } from "@ui/forms";
import { cursorOf } from "@ui/pages";
import { ResourcePage } from "@ui/resource";
import { SharedBadge } from "./parts";

export function Views() {
  const me = useMe();
  return (
    <ResourcePage<Schema["View"]>
      needs="conversations:read"
      title={t("settings.views")}
      text={t("settings.views.text")}
      icon={LayoutListIcon}
      empty={t("settings.views.empty")}
      emptyText={t("settings.views.emptyText")}
      queryKey={["views"]}
      page={(cursor) => ok(api.GET("/api/v1/views", { params: { query: cursorOf(cursor) } }))}
      columns={[
        { id: "name", title: t("settings.name"), bare: true, cell: (row) => <span className="font-medium">{row.name}</span> },
        { id: "shared", title: t("settings.views.for"), cell: (row) => <SharedBadge shared={row.shared} /> },
      ]}
      nameOf={(row) => row.name}
      mayChange={(row) => row.owner_id === me.user_id || me.permissions.includes("settings:write")}
      form={{
        known: ["/name"],
        fields: (row, at) => (
          <>
            <FormField label={t("settings.name")} error={at("/name")}>
              {(field) => <Input {...field} name="name" maxLength={120} required autoFocus defaultValue={row?.name} />}
            </FormField>
            <Checkbox name="shared" label={t("settings.views.share")} defaultChecked={row?.shared} />
          </>
        ),
        send: async (data, row) =>
          row && ok(api.PATCH("/api/v1/views/{id}", { params: { path: { id: row.id }, header: ifMatch(row.version) }, body: { name: text(data, "name"), shared: data.has("shared") } })),
      }}
      removal={{ run: (row) => ok(api.DELETE("/api/v1/views/{id}", { params: { path: { id: row.id }, header: ifMatch(row.version) } })) }}
    />
  );
}
