// A new contact, or the details of one.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { t } from "@i18n";
import { api, ifMatch, ok, once, type Schema } from "@rt/api";
import { allPages } from "@rt/catalogs.client";
import { uuidv7 } from "@rt/uuid";
import { FormField, Input, Select } from "@ui";
import { FormDialog, orNull, text } from "@ui/forms";
import { cursorOf } from "@ui/pages";
import { AttributeFields, readAttributes, useDefinitions } from "./attributes";

type Contact = Schema["Contact"];

export const useCompanies = () =>
  useQuery({ queryKey: ["companies", "all"], queryFn: () => allPages((cursor) => ok(api.GET("/api/v1/companies", { params: { query: { limit: 100, ...cursorOf(cursor) } } }))) }).data ?? [];

export function ContactDialog({ contact, onClose, onDone }: { contact: Contact | null; onClose: () => void; onDone: (contact: Contact) => void }) {
  const client = useQueryClient();
  const companies = useCompanies();
  const definitions = useDefinitions();
  const send = async (form: FormData) => {
    const body = {
      name: text(form, "name"),
      email: orNull(form, "email"),
      phone: orNull(form, "phone"),
      company_id: orNull(form, "company"),
      custom_attributes: { ...contact?.custom_attributes, ...readAttributes(definitions, form) },
    };
    const saved = await (contact
      ? ok(api.PATCH("/api/v1/contacts/{id}", { params: { path: { id: contact.id }, header: ifMatch(contact.version) }, body }))
      : ok(api.POST("/api/v1/contacts", { params: { header: once(uuidv7()) }, body })));
    client.setQueryData(["contacts", saved.id], saved);
    await client.invalidateQueries({ queryKey: ["contacts", "list"] });
    onDone(saved);
  };
  return (
    <FormDialog title={contact?.name ?? t("contacts.new")} submit={t("action.save")} known={["/name", "/email", "/phone"]} onClose={onClose} onSend={send}>
      {(at) => (
        <>
          <FormField label={t("contacts.name")} error={at("/name")}>
            {(field) => <Input {...field} name="name" maxLength={120} required autoFocus defaultValue={contact?.name} />}
          </FormField>
          <FormField label={t("contacts.email")} error={at("/email")} optional={t("state.optional")}>
            {(field) => <Input {...field} name="email" type="email" maxLength={254} autoComplete="off" defaultValue={contact?.email ?? ""} />}
          </FormField>
          <FormField label={t("contacts.phone")} error={at("/phone")} optional={t("state.optional")}>
            {(field) => <Input {...field} name="phone" type="tel" maxLength={40} autoComplete="off" defaultValue={contact?.phone ?? ""} />}
          </FormField>
          {companies.length > 0 && (
            <FormField label={t("contacts.company")} optional={t("state.optional")}>
              {(field) => (
                <Select {...field} name="company" defaultValue={contact?.company_id ?? ""}>
                  <option value="">{t("state.none")}</option>
                  {companies.map((company) => (
                    <option key={company.id} value={company.id}>
                      {company.name}
                    </option>
                  ))}
                </Select>
              )}
            </FormField>
          )}
          <AttributeFields definitions={definitions} values={contact?.custom_attributes ?? {}} />
        </>
      )}
    </FormDialog>
  );
}
