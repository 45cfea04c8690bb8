// Companies that contacts belong to.
import { Building2Icon } from "lucide-react";
import { formatShortDay, t } from "@i18n";
import { api, ifMatch, ok, once, type Schema } from "@rt/api";
import { useAllowed } from "@rt/client";
import { uuidv7 } from "@rt/uuid";
import { FormField, Input } from "@ui";
import { orNull, text } from "@ui/forms";
import { cursorOf } from "@ui/pages";
import { ResourcePage } from "@ui/resource";

export function Companies() {
  const mayWrite = useAllowed("contacts:write");
  return (
    <ResourcePage<Schema["Company"]>
      needs="contacts:read"
      title={t("contacts.companies")}
      icon={Building2Icon}
      empty={t("contacts.noCompanies")}
      queryKey={["companies"]}
      page={(cursor) => ok(api.GET("/api/v1/companies", { params: { query: cursorOf(cursor) } }))}
      columns={[
        { id: "name", title: t("contacts.name"), bare: true, cell: (row) => <span className="font-medium">{row.name}</span> },
        { id: "domain", title: t("contacts.domain"), cell: (row) => <span className="text-dim">{row.domain ?? "–"}</span> },
        { id: "since", title: t("contacts.since"), cell: (row) => <span className="text-dim">{formatShortDay(row.created_at)}</span> },
      ]}
      nameOf={(row) => row.name}
      mayChange={() => mayWrite}
      form={{
        create: mayWrite && t("contacts.newCompany"),
        known: ["/name", "/domain"],
        fields: (row, at) => (
          <>
            <FormField label={t("contacts.name")} error={at("/name")}>
              {(field) => <Input {...field} name="name" maxLength={120} required autoFocus defaultValue={row?.name} />}
            </FormField>
            <FormField label={t("contacts.domain")} error={at("/domain")} optional={t("state.optional")}>
              {(field) => <Input {...field} name="domain" maxLength={253} placeholder="example.com" autoCapitalize="none" defaultValue={row?.domain ?? ""} />}
            </FormField>
          </>
        ),
        send: (data, row) => {
          const body = { name: text(data, "name"), domain: orNull(data, "domain") };
          return row
            ? ok(api.PATCH("/api/v1/companies/{id}", { params: { path: { id: row.id }, header: ifMatch(row.version) }, body }))
            : ok(api.POST("/api/v1/companies", { params: { header: once(uuidv7()) }, body }));
        },
      }}
      removal={{ text: t("contacts.companyDeleteText"), run: (row) => ok(api.DELETE("/api/v1/companies/{id}", { params: { path: { id: row.id }, header: ifMatch(row.version) } })) }}
    />
  );
}
