// One contact: who it is, how it is reached, what was talked about, what colleagues noted, and whom it
// may be the same as.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { BanIcon, ChevronLeftIcon, MergeIcon, PencilIcon } from "lucide-react";
import { useState } from "react";
import { formatShortDay, t } from "@i18n";
import { api, ifMatch, ok, type Schema } from "@rt/api";
import { useAllowed } from "@rt/client";
import { Avatar, Badge, Button, ErrorView, MenuItem, Skeleton, toast } from "@ui";
import { RowMenu, useConfirm } from "@ui/page";
import { useAct } from "@ui/pages";
import { attributeText, useDefinitions } from "./attributes";
import { ContactDialog, useCompanies } from "./ContactDialog";
import { Conversations } from "./Conversations";
import { Identities } from "./Identities";
import { MergeDialog, useMerge } from "./MergeDialog";
import { Notes } from "./Notes";
import { Section } from "./Section";
import { Twins } from "./Twins";

type Contact = Schema["Contact"];

function Details({ contact }: { contact: Contact }) {
  const definitions = useDefinitions();
  const company = useCompanies().find((one) => one.id === contact.company_id);
  const known = new Map(definitions.map((definition) => [definition.key, definition]));
  const rows: [string, string][] = [
    ...(contact.company_id ? [[t("contacts.company"), company?.name ?? "–"] as [string, string]] : []),
    ...Object.entries(contact.custom_attributes)
      .filter(([, value]) => value !== null)
      .map(([key, value]): [string, string] => [known.get(key)?.title ?? key, attributeText(known.get(key), value)]),
    [t("contacts.since"), formatShortDay(contact.created_at)],
  ];
  return (
    <Section title={t("contacts.details")}>
      <dl className="flex flex-col gap-2 text-sm">
        {rows.map(([name, value]) => (
          <div key={name} className="grid grid-cols-[120px_1fr] gap-3">
            <dt className="truncate text-dim">{name}</dt>
            <dd className="min-w-0 wrap-any">{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Loaded({ contact }: { contact: Contact }) {
  const act = useAct();
  const client = useQueryClient();
  const navigate = useNavigate();
  const mayWrite = useAllowed("contacts:write");
  const mayDelete = useAllowed("contacts:delete");
  const merge = useMerge();
  const [dialog, setDialog] = useState<"edit" | "merge" | null>(null);
  const keep = (next: Contact) => client.setQueryData(["contacts", contact.id], next);
  const path = { id: contact.id };
  const block = useConfirm<Contact>(
    (one) => ({ title: t("contacts.blockTitle", { name: one.name }), text: t("contacts.blockText"), confirm: t("contacts.block") }),
    () => act(async () => keep(await ok(api.POST("/api/v1/contacts/{id}/block", { params: { path } }))), { done: t("contacts.blockDone") }),
  );
  const remove = useConfirm<Contact>(
    (one) => ({ title: t("resource.deleteTitle", { name: one.name }), text: t("contacts.deleteText"), confirm: t("action.delete") }),
    async () => {
      const gone = await act(() => ok(api.DELETE("/api/v1/contacts/{id}", { params: { path, header: ifMatch(contact.version) } })), { done: t("resource.deleted"), stale: [["contacts", "list"]] });
      if (gone) await navigate({ to: "/contacts" });
    },
  );
  const unblock = () => act(async () => keep(await ok(api.DELETE("/api/v1/contacts/{id}/block", { params: { path } }))), { done: t("contacts.unblockDone") });
  return (
    <>
      <div className="flex items-center gap-4 max-md:flex-wrap">
        <Avatar name={contact.name} size={52} />
        <div className="min-w-0 flex-1">
          <h1 className="truncate text-xl font-semibold">{contact.name}</h1>
          {contact.blocked_at && (
            <Badge tone="danger" icon={<BanIcon size={12} aria-hidden="true" />}>
              {t("contacts.blocked")}
            </Badge>
          )}
        </div>
        {mayWrite && (
          <div className="flex items-center gap-2">
            <Button icon={<PencilIcon size={15} aria-hidden="true" />} onClick={() => setDialog("edit")}>
              {t("action.edit")}
            </Button>
            <Button icon={<MergeIcon size={15} aria-hidden="true" />} onClick={() => setDialog("merge")}>
              {t("contacts.merge")}
            </Button>
            <RowMenu name={contact.name}>
              {contact.blocked_at ? <MenuItem needsServer onSelect={() => void unblock()}>{t("contacts.unblock")}</MenuItem> : <MenuItem onSelect={() => block.ask(contact)}>{t("contacts.block")}</MenuItem>}
              {mayDelete && (
                <MenuItem danger onSelect={() => remove.ask(contact)}>
                  {t("action.delete")}
                </MenuItem>
              )}
            </RowMenu>
          </div>
        )}
      </div>
      {mayWrite && <Twins contact={contact} onMerge={(other) => merge(other, contact)} />}
      <div className="grid items-start gap-5 md:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <div className="flex flex-col gap-5">
          <Identities contact={contact} onChange={keep} />
          <Details contact={contact} />
        </div>
        <div className="flex flex-col gap-5">
          <Conversations contactId={contact.id} />
          <Notes contactId={contact.id} />
        </div>
      </div>
      {dialog === "edit" && (
        <ContactDialog
          contact={contact}
          onClose={() => setDialog(null)}
          onDone={() => toast({ text: t("state.saved") })}
        />
      )}
      {dialog === "merge" && <MergeDialog contact={contact} onClose={() => setDialog(null)} />}
      {block.dialog}
      {remove.dialog}
    </>
  );
}

export function ContactPage() {
  const { contactId } = useParams({ from: "/shell/contacts/$contactId" });
  const contact = useQuery({ queryKey: ["contacts", contactId], queryFn: () => ok(api.GET("/api/v1/contacts/{id}", { params: { path: { id: contactId } } })) });
  return (
    <>
      <Link to="/contacts" className="-mb-2 flex min-h-6 items-center gap-1 self-start text-sm font-medium text-link max-md:min-h-11">
        <ChevronLeftIcon size={17} aria-hidden="true" className="rtl:-scale-x-100" />
        {t("nav.contacts")}
      </Link>
      {contact.isPending && (
        <div role="status" aria-label={t("state.loading")} className="flex flex-col gap-5">
          <Skeleton className="h-14 w-72" />
          <Skeleton className="h-64 w-full" />
        </div>
      )}
      {contact.error && <ErrorView error={contact.error} onRetry={() => void contact.refetch()} />}
      {contact.data && <Loaded key={contact.data.id} contact={contact.data} />}
    </>
  );
}
