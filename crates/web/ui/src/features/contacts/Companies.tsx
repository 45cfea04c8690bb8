// Companies that contacts belong to.
import { Building2Icon, PlusIcon } from "lucide-react";
import { useState } from "react";
import { formatShortDay, t } from "@i18n";
import { api, ifMatch, ok, once, type Schema } from "@rt/api";
import { useAllowed } from "@rt/client";
import { uuidv7 } from "@rt/uuid";
import { Button, type Column, EmptyState, FormField, Input, MenuItem } from "@ui";
import { FormDialog, orNull, text } from "@ui/forms";
import { Heading, RowMenu, useConfirm } from "@ui/page";
import { cursorOf, Listing, useAct, usePages } from "@ui/pages";

type Company = Schema["Company"];
const KEY = ["companies"];

export function Companies() {
  const act = useAct();
  const mayWrite = useAllowed("contacts:write");
  const [edited, setEdited] = useState<Company | "new" | null>(null);
  const company = edited === "new" ? null : edited;
  const list = usePages([...KEY, "list"], (cursor) => ok(api.GET("/api/v1/companies", { params: { query: cursorOf(cursor) } })));
  const remove = useConfirm<Company>(
    (row) => ({ title: t("contacts.deleteTitle", { name: row.name }), text: t("contacts.companyDeleteText"), confirm: t("action.delete") }),
    (row) => act(() => ok(api.DELETE("/api/v1/companies/{id}", { params: { path: { id: row.id }, header: ifMatch(row.version) } })), { done: t("contacts.deleted"), stale: [KEY] }),
  );
  const columns: Column<Company>[] = [
    { id: "name", title: t("contacts.name"), bare: true, cell: (row) => <span className="font-medium">{row.name}</span> },
    { id: "domain", title: t("contacts.domain"), cell: (row) => <span className="text-dim">{row.domain ?? "–"}</span> },
    { id: "since", title: t("contacts.since"), cell: (row) => <span className="text-dim">{formatShortDay(row.created_at)}</span> },
  ];
  if (mayWrite) {
    columns.push({
      id: "actions",
      title: t("action.more"),
      bare: true,
      quiet: true,
      className: "w-12 text-end",
      cell: (row) => (
        <RowMenu name={row.name}>
          <MenuItem onSelect={() => setEdited(row)}>{t("action.edit")}</MenuItem>
          <MenuItem danger onSelect={() => remove.ask(row)}>
            {t("action.delete")}
          </MenuItem>
        </RowMenu>
      ),
    });
  }
  const send = async (form: FormData) => {
    const body = { name: text(form, "name"), domain: orNull(form, "domain") };
    await (company
      ? ok(api.PATCH("/api/v1/companies/{id}", { params: { path: { id: company.id }, header: ifMatch(company.version) }, body }))
      : ok(api.POST("/api/v1/companies", { params: { header: once(uuidv7()) }, body })));
    await act(() => Promise.resolve(), { done: t("state.saved"), stale: [KEY] });
  };
  return (
    <>
      <Heading
        title={t("contacts.companies")}
        action={
          mayWrite && (
            <Button variant="primary" icon={<PlusIcon size={16} aria-hidden="true" />} onClick={() => setEdited("new")}>
              {t("contacts.newCompany")}
            </Button>
          )
        }
      />
      <Listing list={list} label={t("contacts.companies")} columns={columns} rowKey={(row) => row.id} empty={<EmptyState icon={<Building2Icon size={22} />} title={t("contacts.noCompanies")} />} />
      {edited && (
        <FormDialog title={company?.name ?? t("contacts.newCompany")} submit={t("action.save")} known={["/name", "/domain"]} onClose={() => setEdited(null)} onSend={send}>
          {(at) => (
            <>
              <FormField label={t("contacts.name")} error={at("/name")}>
                {(field) => <Input {...field} name="name" maxLength={120} required autoFocus defaultValue={company?.name} />}
              </FormField>
              <FormField label={t("contacts.domain")} error={at("/domain")} optional={t("state.optional")}>
                {(field) => <Input {...field} name="domain" maxLength={253} placeholder="example.com" autoCapitalize="none" defaultValue={company?.domain ?? ""} />}
              </FormField>
            </>
          )}
        </FormDialog>
      )}
      {remove.dialog}
    </>
  );
}
