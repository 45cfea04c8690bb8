// Macros: several steps that are done to a conversation with one press.
import { WandSparklesIcon } from "lucide-react";
import { formatNumber, t } from "@i18n";
import { api, ifMatch, ok, once, type Schema } from "@rt/api";
import { useMe } from "@rt/client";
import { uuidv7 } from "@rt/uuid";
import { Checkbox, FormField, Input } from "@ui";
import { text } from "@ui/forms";
import { cursorOf } from "@ui/pages";
import { ResourcePage } from "@ui/resource";
import { readSteps, Steps } from "./MacroSteps";
import { SharedBadge } from "./parts";

export function Macros() {
  const me = useMe();
  return (
    <ResourcePage<Schema["Macro"]>
      needs="settings:read"
      title={t("settings.macros")}
      text={t("settings.macros.text")}
      icon={WandSparklesIcon}
      empty={t("settings.macros.empty")}
      queryKey={["macros"]}
      page={(cursor) => ok(api.GET("/api/v1/macros", { params: { query: cursorOf(cursor) } }))}
      columns={[
        {
          id: "name",
          title: t("settings.name"),
          bare: true,
          cell: (row) => (
            <span className="block min-w-0">
              <span className="block font-medium">{row.name}</span>
              <span className="block text-[13px] text-dim">{row.actions.map((action) => t(`macro.${action.type}`)).join(" → ")}</span>
            </span>
          ),
        },
        { id: "for", title: t("settings.views.for"), cell: (row) => <SharedBadge shared={row.visibility === "shared"} /> },
        { id: "used", title: t("settings.used"), className: "text-end", cell: (row) => <span className="tabular-nums">{formatNumber(row.usage_count)}</span> },
      ]}
      nameOf={(row) => row.name}
      mayChange={(row) => row.owner_id === me.user_id || me.permissions.includes("settings:write")}
      form={{
        create: me.permissions.includes("conversations:write") && t("settings.macros.new"),
        wide: true,
        known: ["/name"],
        fields: (row, at) => (
          <>
            <FormField label={t("settings.name")} error={at("/name")}>
              {(field) => <Input {...field} name="name" maxLength={120} required autoFocus defaultValue={row?.name} />}
            </FormField>
            <Steps name="steps" initial={row?.actions} />
            <Checkbox name="shared" label={t("settings.macros.share")} defaultChecked={row?.visibility === "shared"} />
          </>
        ),
        send: (data, row) => {
          const body: Schema["CreateMacro"] = { name: text(data, "name"), visibility: data.has("shared") ? "shared" : "personal", actions: readSteps(data, "steps") };
          return row
            ? ok(api.PATCH("/api/v1/macros/{id}", { params: { path: { id: row.id }, header: ifMatch(row.version) }, body }))
            : ok(api.POST("/api/v1/macros", { params: { header: once(uuidv7()) }, body }));
        },
      }}
      removal={{ run: (row) => ok(api.DELETE("/api/v1/macros/{id}", { params: { path: { id: row.id }, header: ifMatch(row.version) } })) }}
    />
  );
}
