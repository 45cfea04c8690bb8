// Labels: short names with a colour that conversations carry.
import { TagIcon } from "lucide-react";
import { t } from "@i18n";
import { api, ifMatch, ok, once, type Schema } from "@rt/api";
import { useAllowed } from "@rt/client";
import { uuidv7 } from "@rt/uuid";
import { FormField, Input } from "@ui";
import { text } from "@ui/forms";
import { cursorOf } from "@ui/pages";
import { ResourcePage } from "@ui/resource";

export function Labels() {
  const mayWrite = useAllowed("settings:write");
  return (
    <ResourcePage<Schema["Label"]>
      needs="settings:read"
      title={t("settings.labels")}
      text={t("settings.labels.text")}
      icon={TagIcon}
      empty={t("settings.labels.empty")}
      queryKey={["labels"]}
      page={(cursor) => ok(api.GET("/api/v1/labels", { params: { query: { limit: 100, ...cursorOf(cursor) } } }))}
      columns={[
        {
          id: "name",
          title: t("settings.name"),
          bare: true,
          cell: (row) => (
            <span className="flex min-w-0 items-center gap-3 font-medium">
              <span aria-hidden="true" className="size-3 shrink-0 rounded-full border border-edge" style={{ background: row.color }} />
              <span className="wrap-any">{row.name}</span>
            </span>
          ),
        },
      ]}
      nameOf={(row) => row.name}
      mayChange={() => mayWrite}
      form={{
        create: mayWrite && t("settings.labels.new"),
        known: ["/name", "/color"],
        fields: (row, at) => (
          <>
            <FormField label={t("settings.name")} hint={t("settings.labels.hint")} error={at("/name")}>
              {(field) => <Input {...field} name="name" maxLength={60} required autoFocus autoCapitalize="none" defaultValue={row?.name} />}
            </FormField>
            <FormField label={t("settings.labels.color")} error={at("/color")}>
              {(field) => <input {...field} name="color" type="color" defaultValue={row?.color ?? "#5b6ee1"} className="size-9 rounded-lg border border-edge/70 bg-panel p-1" />}
            </FormField>
          </>
        ),
        send: (data, row) => {
          const body = { name: text(data, "name"), color: text(data, "color") };
          return row
            ? ok(api.PATCH("/api/v1/labels/{id}", { params: { path: { id: row.id }, header: ifMatch(row.version) }, body }))
            : ok(api.POST("/api/v1/labels", { params: { header: once(uuidv7()) }, body }));
        },
      }}
      removal={{ text: t("settings.labels.deleteText"), run: (row) => ok(api.DELETE("/api/v1/labels/{id}", { params: { path: { id: row.id } } })) }}
    />
  );
}
