// Fields of one's own on contacts and conversations: what they are called and what they take.
import { ListPlusIcon } from "lucide-react";
import { useState } from "react";
import { t } from "@i18n";
import { api, ifMatch, ok, once, type Schema } from "@rt/api";
import { useAllowed } from "@rt/client";
import { uuidv7 } from "@rt/uuid";
import { Badge, FormField, Input, Select, Textarea } from "@ui";
import { type At, text } from "@ui/forms";
import { cursorOf } from "@ui/pages";
import { ResourcePage } from "@ui/resource";

type Definition = Schema["AttributeDefinition"];
const TYPES: Schema["AttributeType"][] = ["text", "number", "boolean", "date", "link", "list"];
const ENTITIES: Schema["AttributeEntity"][] = ["contact", "conversation"];

/** What it is of and its key are chosen once. */
function Fields({ definition, at }: { definition: Definition | null; at: At }) {
  const [type, setType] = useState(definition?.type ?? "text");
  return (
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
          <Select {...field} name="type" value={type} onChange={(event) => setType(event.target.value as Schema["AttributeType"])}>
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
  );
}

export function AttributeDefinitions() {
  const mayWrite = useAllowed("settings:write");
  return (
    <ResourcePage<Definition>
      needs="settings:read"
      title={t("settings.attributes")}
      text={t("settings.attributes.text")}
      icon={ListPlusIcon}
      empty={t("settings.attributes.empty")}
      queryKey={["attribute-definitions"]}
      page={(cursor) => ok(api.GET("/api/v1/attribute-definitions", { params: { query: cursorOf(cursor) } }))}
      columns={[
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
      ]}
      nameOf={(row) => row.title}
      mayChange={() => mayWrite}
      form={{
        create: mayWrite && t("settings.attributes.new"),
        known: ["/key", "/title", "/options"],
        fields: (row, at) => <Fields definition={row} at={at} />,
        send: (data, row) => {
          const type = text(data, "type") as Schema["AttributeType"];
          const options = text(data, "options").split("\n").map((line) => line.trim()).filter(Boolean);
          const body = { title: text(data, "title"), type, ...(type === "list" ? { options } : {}) };
          return row
            ? ok(api.PATCH("/api/v1/attribute-definitions/{id}", { params: { path: { id: row.id }, header: ifMatch(row.version) }, body }))
            : ok(api.POST("/api/v1/attribute-definitions", { params: { header: once(uuidv7()) }, body: { ...body, entity: text(data, "entity") as Schema["AttributeEntity"], key: text(data, "key") } }));
        },
      }}
      removal={{ text: t("settings.attributes.deleteText"), run: (row) => ok(api.DELETE("/api/v1/attribute-definitions/{id}", { params: { path: { id: row.id }, header: ifMatch(row.version) } })) }}
    />
  );
}
