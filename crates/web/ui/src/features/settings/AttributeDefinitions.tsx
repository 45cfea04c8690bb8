// Fields of one's own on contacts and conversations: what they are called and what they take.
import { ListPlusIcon, PlusIcon } from "lucide-react";
import { useState } from "react";
import { t } from "@i18n";
import { api, ifMatch, ok, once, type Schema } from "@rt/api";
import { useAllowed } from "@rt/client";
import { uuidv7 } from "@rt/uuid";
import { Badge, Button, type Column, EmptyState, FormField, Input, MenuItem, Select, Textarea } from "@ui";
import { FormDialog, text } from "@ui/forms";
import { cursorOf, Listing, useAct, usePages } from "@ui/pages";
import { Gate, Heading, RowMenu, useConfirm } from "./parts";

type Definition = Schema["AttributeDefinition"];
const KEY = ["attribute-definitions"];
const TYPES: Schema["AttributeType"][] = ["text", "number", "boolean", "date", "link", "list"];
const ENTITIES: Schema["AttributeEntity"][] = ["contact", "conversation"];

function DefinitionDialog({ definition, onClose }: { definition: Definition | null; onClose: () => void }) {
  const act = useAct();
  const [type, setType] = useState<Schema["AttributeType"]>(definition?.type ?? "text");
  const send = async (form: FormData) => {
    const body = { title: text(form, "title"), type, ...(type === "list" ? { options: text(form, "options").split("\n").map((line) => line.trim()).filter(Boolean) } : {}) };
    await (definition
      ? ok(api.PATCH("/api/v1/attribute-definitions/{id}", { params: { path: { id: definition.id }, header: ifMatch(definition.version) }, body }))
      : ok(api.POST("/api/v1/attribute-definitions", { params: { header: once(uuidv7()) }, body: { ...body, entity: text(form, "entity") as Schema["AttributeEntity"], key: text(form, "key") } })));
    await act(() => Promise.resolve(), { done: t("state.saved"), stale: [KEY] });
  };
  return (
    <FormDialog title={definition?.title ?? t("settings.attributes.new")} submit={t("action.save")} known={["/key", "/title", "/options"]} onClose={onClose} onSend={send}>
      {(at) => (
        <>
          {definition === null && (
            <FormField label={t("settings.attributes.entity")}>
              {(field) => (
                <Select {...field} name="entity">
                  {ENTITIES.map((entity) => (
                    <option key={entity} value={entity}>
                      {t(`entity.${entity}`)}
                    </option>
                  ))}
                </Select>
              )}
            </FormField>
          )}
          <FormField label={t("settings.title")} error={at("/title")}>
            {(field) => <Input {...field} name="title" maxLength={120} required autoFocus defaultValue={definition?.title} />}
          </FormField>
          {definition === null && (
            <FormField label={t("settings.attributes.key")} hint={t("settings.attributes.keyHint")} error={at("/key")}>
              {(field) => <Input {...field} name="key" maxLength={60} required autoCapitalize="none" className="font-mono" />}
            </FormField>
          )}
          <FormField label={t("settings.attributes.type")}>
            {(field) => (
              <Select {...field} value={type} onChange={(event) => setType(event.target.value as Schema["AttributeType"])}>
                {TYPES.map((one) => (
                  <option key={one} value={one}>
                    {t(`attribute.${one}`)}
                  </option>
                ))}
              </Select>
            )}
          </FormField>
          {type === "list" && (
            <FormField label={t("settings.attributes.options")} hint={t("settings.attributes.optionsHint")} error={at("/options")}>
              {(field) => <Textarea {...field} name="options" required defaultValue={definition?.options.join("\n")} />}
            </FormField>
          )}
        </>
      )}
    </FormDialog>
  );
}

function List() {
  const act = useAct();
  const mayWrite = useAllowed("settings:write");
  const [edited, setEdited] = useState<Definition | "new" | null>(null);
  const list = usePages([...KEY, "list"], (cursor) => ok(api.GET("/api/v1/attribute-definitions", { params: { query: cursorOf(cursor) } })));
  const remove = useConfirm<Definition>(
    (row) => ({ title: t("settings.deleteTitle", { name: row.title }), text: t("settings.attributes.deleteText"), confirm: t("action.delete") }),
    (row) => act(() => ok(api.DELETE("/api/v1/attribute-definitions/{id}", { params: { path: { id: row.id }, header: ifMatch(row.version) } })), { done: t("settings.deleted"), stale: [KEY] }),
  );
  const columns: Column<Definition>[] = [
    {
      id: "title",
      title: t("settings.title"),
      bare: true,
      cell: (row) => (
        <span>
          <span className="block font-medium">{row.title}</span>
          <span className="block font-mono text-xs text-dim">{row.key}</span>
        </span>
      ),
    },
    { id: "entity", title: t("settings.attributes.entity"), cell: (row) => t(`entity.${row.entity}`) },
    { id: "type", title: t("settings.attributes.type"), cell: (row) => <Badge>{t(`attribute.${row.type}`)}</Badge> },
  ];
  if (mayWrite) {
    columns.push({
      id: "actions",
      title: t("action.more"),
      bare: true,
      quiet: true,
      className: "w-12 text-end",
      cell: (row) => (
        <RowMenu name={row.title}>
          <MenuItem onSelect={() => setEdited(row)}>{t("action.edit")}</MenuItem>
          <MenuItem danger onSelect={() => remove.ask(row)}>
            {t("action.delete")}
          </MenuItem>
        </RowMenu>
      ),
    });
  }
  return (
    <>
      <Heading
        title={t("settings.attributes")}
        text={t("settings.attributes.text")}
        action={
          mayWrite && (
            <Button variant="primary" icon={<PlusIcon size={16} aria-hidden="true" />} onClick={() => setEdited("new")}>
              {t("settings.attributes.new")}
            </Button>
          )
        }
      />
      <Listing list={list} label={t("settings.attributes")} columns={columns} rowKey={(row) => row.id} empty={<EmptyState icon={<ListPlusIcon size={22} />} title={t("settings.attributes.empty")} />} />
      {edited && <DefinitionDialog definition={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
      {remove.dialog}
    </>
  );
}

export function AttributeDefinitions() {
  return (
    <Gate needs="settings:read" title={t("settings.attributes")}>
      <List />
    </Gate>
  );
}
