// Fields of the account's own on a contact: to be entered and to be read.
import { useQuery } from "@tanstack/react-query";
import { formatNumber, formatShortDay, t } from "@i18n";
import { api, ok, type Schema } from "@rt/api";
import { allPages } from "@rt/catalogs.client";
import { Checkbox, FormField, Input, Select } from "@ui";
import { text } from "@ui/forms";
import { cursorOf } from "@ui/pages";

type Definition = Schema["AttributeDefinition"];
type Values = Schema["Attributes"];

export const useDefinitions = (): Definition[] =>
  useQuery({
    queryKey: ["attribute-definitions", "contact"],
    queryFn: () => allPages((cursor) => ok(api.GET("/api/v1/attribute-definitions", { params: { query: { entity: "contact", limit: 100, ...cursorOf(cursor) } } }))),
  }).data ?? [];

const INPUTS = { text: "text", number: "number", date: "date", link: "url" } as const;

export function AttributeFields({ definitions, values }: { definitions: Definition[]; values: Values }) {
  return definitions.map((definition) => {
    const { key, title, type } = definition;
    const value = values[key];
    if (type === "boolean") return <Checkbox key={key} name={`custom.${key}`} label={title} defaultChecked={value === true} />;
    return (
      <FormField key={key} label={title} optional={t("state.optional")}>
        {(field) =>
          type === "list" ? (
            <Select {...field} name={`custom.${key}`} defaultValue={String(value ?? "")}>
              <option value="">{t("state.none")}</option>
              {definition.options.map((option) => (
                <option key={option} value={option}>
                  {option}
                </option>
              ))}
            </Select>
          ) : (
            <Input {...field} name={`custom.${key}`} type={INPUTS[type]} {...(type === "number" ? { step: "any" } : {})} defaultValue={String(value ?? "")} />
          )
        }
      </FormField>
    );
  });
}

export function readAttributes(definitions: Definition[], form: FormData): Values {
  return Object.fromEntries(
    definitions.map(({ key, type }) => {
      const typed = text(form, `custom.${key}`);
      if (type === "boolean") return [key, form.has(`custom.${key}`)];
      if (typed === "") return [key, null];
      return [key, type === "number" ? Number(typed) : typed];
    }),
  );
}

export function attributeText(definition: Definition | undefined, value: Values[string]): string {
  if (typeof value === "boolean") return t(value ? "value.yes" : "value.no");
  if (typeof value === "number") return formatNumber(value);
  if (value === null || value === undefined || value === "") return "–";
  return definition?.type === "date" ? formatShortDay(`${value}T00:00:00`) : String(value);
}
