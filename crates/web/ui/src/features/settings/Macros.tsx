// Macros: several steps that are done to a conversation with one press.
import { PlusIcon, WandSparklesIcon } from "lucide-react";
import { useState } from "react";
import { formatNumber, t } from "@i18n";
import { api, ifMatch, ok, type Schema } from "@rt/api";
import { useMe } from "@rt/client";
import { Badge, Button, type Column, EmptyState, MenuItem } from "@ui";
import { cursorOf, Listing, useAct, usePages } from "@ui/pages";
import { MacroDialog } from "./MacroDialog";
import { Gate, Heading, RowMenu, useConfirm } from "./parts";

type Macro = Schema["Macro"];
const KEY = ["macros"];

function List() {
  const me = useMe();
  const act = useAct();
  const [edited, setEdited] = useState<Macro | "new" | null>(null);
  const list = usePages([...KEY, "list"], (cursor) => ok(api.GET("/api/v1/macros", { params: { query: cursorOf(cursor) } })));
  const remove = useConfirm<Macro>(
    (row) => ({ title: t("settings.deleteTitle", { name: row.name }), confirm: t("action.delete") }),
    (row) => act(() => ok(api.DELETE("/api/v1/macros/{id}", { params: { path: { id: row.id }, header: ifMatch(row.version) } })), { done: t("settings.deleted"), stale: [KEY] }),
  );
  const columns: Column<Macro>[] = [
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
    { id: "for", title: t("settings.views.for"), cell: (row) => <Badge tone={row.visibility === "shared" ? "accent" : "neutral"}>{t(row.visibility === "shared" ? "settings.views.shared" : "settings.views.own")}</Badge> },
    { id: "used", title: t("settings.used"), className: "text-end", cell: (row) => <span className="tabular-nums">{formatNumber(row.usage_count)}</span> },
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
      <Heading
        title={t("settings.macros")}
        text={t("settings.macros.text")}
        action={
          me.permissions.includes("conversations:write") && (
            <Button variant="primary" icon={<PlusIcon size={16} aria-hidden="true" />} onClick={() => setEdited("new")}>
              {t("settings.macros.new")}
            </Button>
          )
        }
      />
      <Listing list={list} label={t("settings.macros")} columns={columns} rowKey={(row) => row.id} empty={<EmptyState icon={<WandSparklesIcon size={22} />} title={t("settings.macros.empty")} />} />
      {edited && <MacroDialog macro={edited === "new" ? null : edited} onClose={() => setEdited(null)} onDone={() => act(() => Promise.resolve(), { done: t("state.saved"), stale: [KEY] })} />}
      {remove.dialog}
    </>
  );
}

export function Macros() {
  return (
    <Gate needs="settings:read" title={t("settings.macros")}>
      <List />
    </Gate>
  );
}
