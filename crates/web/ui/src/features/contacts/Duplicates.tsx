// All contacts that may be the same person as others.
import { Link } from "@tanstack/react-router";
import { UsersIcon } from "lucide-react";
import { formatList, t } from "@i18n";
import { api, ok, type Schema } from "@rt/api";
import { type Column, EmptyState } from "@ui";
import { Heading } from "@ui/page";
import { cursorOf, Listing, usePages } from "@ui/pages";

type Suspects = Schema["ContactSuspects"];

export function Duplicates() {
  const list = usePages(["contacts", "duplicates"], (cursor) => ok(api.GET("/api/v1/contacts/duplicates", { params: { query: cursorOf(cursor) } })));
  const columns: Column<Suspects>[] = [
    {
      id: "name",
      title: t("contacts.name"),
      bare: true,
      cell: (row) => (
        <Link to="/contacts/$contactId" params={{ contactId: row.contact_id }} className="inline-flex min-h-8 items-center font-medium underline-offset-2 hover:underline">
          {row.name}
        </Link>
      ),
    },
    {
      id: "same",
      title: t("contacts.maybeSame"),
      cell: (row) => (
        <ul className="flex flex-col gap-0.5">
          {row.duplicates.map((twin) => (
            <li key={twin.contact_id}>
              {twin.name} <span className="text-dim">({formatList(twin.reasons.map((reason) => t(`contacts.reason.${reason}`)))})</span>
            </li>
          ))}
        </ul>
      ),
    },
  ];
  return (
    <>
      <Heading title={t("contacts.duplicates")} text={t("contacts.duplicatesText")} />
      <Listing list={list} label={t("contacts.duplicates")} columns={columns} rowKey={(row) => row.contact_id} empty={<EmptyState icon={<UsersIcon size={22} />} title={t("contacts.noDuplicates")} />} />
    </>
  );
}
