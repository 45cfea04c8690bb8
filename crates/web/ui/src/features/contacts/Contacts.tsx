// All contacts: found by name, address or number, and handed out as a file.
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { BanIcon, ContactRoundIcon, DownloadIcon, PlusIcon, SearchXIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { formatRelative, t } from "@i18n";
import { api, authedFetch, ok, type Schema } from "@rt/api";
import { useAllowed } from "@rt/client";
import { fromResponse } from "@rt/problem";
import { Avatar, Badge, Button, type Column, EmptyState, Input, Select } from "@ui";
import { saveFile } from "@ui/download";
import { Heading } from "@ui/page";
import { cursorOf, Listing, useAct, usePages } from "@ui/pages";
import { ContactDialog } from "./ContactDialog";

type Contact = Schema["Contact"];
const PAUSE = 250;
const searchOf = (q: string, blocked: boolean | undefined) => ({ ...(q ? { q } : {}), ...(blocked === undefined ? {} : { blocked }) });

export function Contacts() {
  const { q, blocked } = useSearch({ from: "/shell/contacts/" });
  const navigate = useNavigate();
  const act = useAct();
  const mayWrite = useAllowed("contacts:write");
  const [typed, setTyped] = useState(q ?? "");
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (typed.trim() === (q ?? "")) return;
    const timer = setTimeout(() => void navigate({ to: "/contacts", search: searchOf(typed.trim(), blocked), replace: true }), PAUSE);
    return () => clearTimeout(timer);
  }, [typed, q, blocked, navigate]);
  const filter = { ...(q ? { q } : {}), ...(blocked === undefined ? {} : { blocked }) };
  const list = usePages(["contacts", "list", filter], (cursor) => ok(api.GET("/api/v1/contacts", { params: { query: { limit: 50, ...filter, ...cursorOf(cursor) } } })));
  const filtered = q !== undefined || blocked !== undefined;
  const download = async () => {
    const query = blocked === undefined ? "" : `?blocked=${blocked}`;
    const response = await authedFetch(new Request(`${location.origin}/api/v1/contacts/export${query}`));
    if (!response.ok) throw fromResponse(response, null);
    saveFile("contacts.csv", await response.blob());
  };
  const columns: Column<Contact>[] = [
    {
      id: "name",
      title: t("contacts.name"),
      bare: true,
      cell: (row) => (
        <Link to="/contacts/$contactId" params={{ contactId: row.id }} className="flex min-h-9 min-w-0 items-center gap-3 font-medium underline-offset-2 hover:underline">
          <Avatar name={row.name} size={30} />
          <span className="truncate">{row.name}</span>
          {row.blocked_at && (
            <Badge tone="danger" icon={<BanIcon size={12} aria-hidden="true" />}>
              {t("contacts.blocked")}
            </Badge>
          )}
        </Link>
      ),
    },
    { id: "email", title: t("contacts.email"), cell: (row) => <span className="wrap-any text-dim">{row.email ?? "–"}</span> },
    { id: "phone", title: t("contacts.phone"), cell: (row) => <span className="whitespace-nowrap text-dim tabular-nums" dir="ltr">{row.phone ?? "–"}</span> },
    { id: "changed", title: t("contacts.changed"), cell: (row) => <span className="whitespace-nowrap text-dim">{formatRelative(row.updated_at)}</span> },
  ];
  return (
    <>
      <Heading
        title={t("nav.contacts")}
        action={
          <span className="flex shrink-0 gap-2">
            <Button needsServer icon={<DownloadIcon size={16} aria-hidden="true" />} onClick={() => void act(download)}>
              {t("contacts.export")}
            </Button>
            {mayWrite && (
              <Button variant="primary" icon={<PlusIcon size={16} aria-hidden="true" />} onClick={() => setOpen(true)}>
                {t("contacts.new")}
              </Button>
            )}
          </span>
        }
      />
      <search className="flex gap-2 max-md:flex-col">
        <Input type="search" aria-label={t("contacts.find")} placeholder={t("contacts.find")} value={typed} onChange={(event) => setTyped(event.target.value)} className="md:max-w-sm" />
        <Select
          aria-label={t("contacts.filter")}
          value={blocked === undefined ? "" : String(blocked)}
          onChange={({ target }) => void navigate({ to: "/contacts", search: searchOf(typed.trim(), target.value === "" ? undefined : target.value === "true"), replace: true })}
          className="md:w-48"
        >
          <option value="">{t("contacts.all")}</option>
          <option value="false">{t("contacts.notBlocked")}</option>
          <option value="true">{t("contacts.blockedOnly")}</option>
        </Select>
      </search>
      <Listing
        list={list}
        label={t("nav.contacts")}
        columns={columns}
        rowKey={(row) => row.id}
        empty={
          filtered ? (
            <EmptyState icon={<SearchXIcon size={22} />} title={t("contacts.noneFound")} text={t("contacts.noneFoundText")} />
          ) : (
            <EmptyState icon={<ContactRoundIcon size={22} />} title={t("contacts.empty")} text={t("contacts.emptyText")} />
          )
        }
      />
      {open && <ContactDialog contact={null} onClose={() => setOpen(false)} onDone={(contact) => void navigate({ to: "/contacts/$contactId", params: { contactId: contact.id } })} />}
    </>
  );
}
