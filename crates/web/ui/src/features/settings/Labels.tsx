// Labels: short names with a colour that conversations carry. A label's name is for good.
import { PlusIcon, TagIcon, Trash2Icon } from "lucide-react";
import { useState } from "react";
import { t } from "@i18n";
import { api, ok, once, type Schema } from "@rt/api";
import { useAllowed } from "@rt/client";
import { uuidv7 } from "@rt/uuid";
import { Button, EmptyState, FormField, IconButton, Input } from "@ui";
import { FormDialog, text } from "@ui/forms";
import { cursorOf, QueryState, useAct, usePages } from "@ui/pages";
import { Gate, Heading, useConfirm } from "./parts";

type Label = Schema["Label"];
const KEY = ["labels"];

function List() {
  const act = useAct();
  const mayWrite = useAllowed("settings:write");
  const [open, setOpen] = useState(false);
  const list = usePages([...KEY, "list"], (cursor) => ok(api.GET("/api/v1/labels", { params: { query: { limit: 100, ...cursorOf(cursor) } } })));
  const remove = useConfirm<Label>(
    (row) => ({ title: t("settings.deleteTitle", { name: row.name }), text: t("settings.labels.deleteText"), confirm: t("action.delete") }),
    (row) => act(() => ok(api.DELETE("/api/v1/labels/{id}", { params: { path: { id: row.id } } })), { done: t("settings.deleted"), stale: [KEY] }),
  );
  return (
    <>
      <Heading
        title={t("settings.labels")}
        text={t("settings.labels.text")}
        action={
          mayWrite && (
            <Button variant="primary" icon={<PlusIcon size={16} aria-hidden="true" />} onClick={() => setOpen(true)}>
              {t("settings.labels.new")}
            </Button>
          )
        }
      />
      <QueryState list={list} empty={<EmptyState icon={<TagIcon size={22} />} title={t("settings.labels.empty")} />}>
        <ul className="overflow-hidden rounded-xl border border-line bg-panel">
          {list.rows.map((row) => (
            <li key={row.id} className="flex min-h-12 items-center gap-3 border-line px-5 not-last:border-b max-md:px-4">
              <span aria-hidden="true" className="size-3 rounded-full border border-edge" style={{ background: row.color }} />
              <span className="min-w-0 flex-1 truncate text-sm font-medium">{row.name}</span>
              {mayWrite && <IconButton label={`${t("action.delete")}: ${row.name}`} size="sm" icon={<Trash2Icon size={15} />} onClick={() => remove.ask(row)} />}
            </li>
          ))}
        </ul>
      </QueryState>
      {list.hasMore && (
        <Button className="self-center" busy={list.loadingMore} onClick={list.more}>
          {t("table.more")}
        </Button>
      )}
      {open && (
        <FormDialog
          title={t("settings.labels.new")}
          submit={t("action.create")}
          known={["/name", "/color"]}
          onClose={() => setOpen(false)}
          onSend={async (form) => {
            await ok(api.POST("/api/v1/labels", { params: { header: once(uuidv7()) }, body: { name: text(form, "name"), color: text(form, "color") } }));
            await act(() => Promise.resolve(), { stale: [KEY] });
          }}
        >
          {(at) => (
            <>
              <FormField label={t("settings.name")} hint={t("settings.labels.hint")} error={at("/name")}>
                {(field) => <Input {...field} name="name" maxLength={60} required autoFocus autoCapitalize="none" />}
              </FormField>
              <FormField label={t("settings.labels.color")} error={at("/color")}>
                {(field) => <input {...field} name="color" type="color" defaultValue="#5b6ee1" className="size-9 rounded-lg border border-edge/70 bg-panel p-1" />}
              </FormField>
            </>
          )}
        </FormDialog>
      )}
      {remove.dialog}
    </>
  );
}

export function Labels() {
  return (
    <Gate needs="settings:read" title={t("settings.labels")}>
      <List />
    </Gate>
  );
}
