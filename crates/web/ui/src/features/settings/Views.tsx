// Saved views: rename them, share them or not, delete them. What a view shows is changed in the inbox.
import { LayoutListIcon } from "lucide-react";
import { useState } from "react";
import { t } from "@i18n";
import { api, ifMatch, ok, type Schema } from "@rt/api";
import { useMe } from "@rt/client";
import { Badge, Checkbox, type Column, EmptyState, FormField, Input, MenuItem } from "@ui";
import { FormDialog, text } from "@ui/forms";
import { cursorOf, Listing, useAct, usePages } from "@ui/pages";
import { Gate, Heading, RowMenu, useConfirm } from "./parts";

type View = Schema["View"];
const KEY = ["views"];

function List() {
  const me = useMe();
  const act = useAct();
  const [edited, setEdited] = useState<View | null>(null);
  const list = usePages([...KEY, "list"], (cursor) => ok(api.GET("/api/v1/views", { params: { query: cursorOf(cursor) } })));
  const remove = useConfirm<View>(
    (row) => ({ title: t("settings.deleteTitle", { name: row.name }), confirm: t("action.delete") }),
    (row) => act(() => ok(api.DELETE("/api/v1/views/{id}", { params: { path: { id: row.id }, header: ifMatch(row.version) } })), { done: t("settings.deleted"), stale: [KEY] }),
  );
  const columns: Column<View>[] = [
    { id: "name", title: t("settings.name"), bare: true, cell: (row) => <span className="font-medium">{row.name}</span> },
    { id: "shared", title: t("settings.views.for"), cell: (row) => <Badge tone={row.shared ? "accent" : "neutral"}>{t(row.shared ? "settings.views.shared" : "settings.views.own")}</Badge> },
    {
      id: "actions",
      title: t("action.more"),
      bare: true,
      quiet: true,
      className: "w-12 text-end",
      cell: (row) =>
        row.owner_id === me.user_id || me.permissions.includes("settings:write") ? (
          <RowMenu name={row.name}>
            <MenuItem onSelect={() => setEdited(row)}>{t("action.edit")}</MenuItem>
            <MenuItem danger onSelect={() => remove.ask(row)}>
              {t("action.delete")}
            </MenuItem>
          </RowMenu>
        ) : null,
    },
  ];
  return (
    <>
      <Heading title={t("settings.views")} text={t("settings.views.text")} />
      <Listing list={list} label={t("settings.views")} columns={columns} rowKey={(row) => row.id} empty={<EmptyState icon={<LayoutListIcon size={22} />} title={t("settings.views.empty")} text={t("settings.views.emptyText")} />} />
      {edited && (
        <FormDialog
          title={edited.name}
          submit={t("action.save")}
          known={["/name"]}
          onClose={() => setEdited(null)}
          onSend={async (form) => {
            await ok(api.PATCH("/api/v1/views/{id}", { params: { path: { id: edited.id }, header: ifMatch(edited.version) }, body: { name: text(form, "name"), shared: form.has("shared") } }));
            await act(() => Promise.resolve(), { done: t("state.saved"), stale: [KEY] });
          }}
        >
          {(at) => (
            <>
              <FormField label={t("settings.name")} error={at("/name")}>
                {(field) => <Input {...field} name="name" maxLength={120} required autoFocus defaultValue={edited.name} />}
              </FormField>
              <Checkbox name="shared" label={t("settings.views.share")} defaultChecked={edited.shared} />
            </>
          )}
        </FormDialog>
      )}
      {remove.dialog}
    </>
  );
}

export function Views() {
  return (
    <Gate needs="conversations:read" title={t("settings.views")}>
      <List />
    </Gate>
  );
}
