// Who is on the other side: ways to reach them, attributes, notes, other conversations. Lazy.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { AtSignIcon, FingerprintIcon, type LucideIcon, PhoneIcon, UserIcon } from "lucide-react";
import { type FormEvent, memo, type ReactNode, useEffect, useState } from "react";
import { formatDateTime, formatRelative, t } from "@i18n";
import { api, ok } from "@rt/api";
import { useAllowed, useConversation, useKey, useList } from "@rt/client";
import { useLabelColors } from "@rt/catalogs.client";
import { keys } from "@rt/store";
import type { Contact, Conversation } from "@rt/types";
import { uuidv7 } from "@rt/uuid";
import { Avatar, Badge, Button, copy, errorText, ErrorView, Skeleton, Textarea, toast } from "@ui";

const IDENTITY_ICONS: Record<Contact["identities"][number]["kind"], LucideIcon> = { phone: PhoneIcon, email: AtSignIcon, external: FingerprintIcon, bsuid: UserIcon };

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-t border-line px-4 py-3.5">
      <h3 className="mb-2 text-xs font-medium text-dim">{title}</h3>
      {children}
    </section>
  );
}

function Identities({ contact }: { contact: Contact }) {
  if (contact.identities.length === 0) return <p className="text-[13px] text-dim">{t("contact.noIdentity")}</p>;
  return (
    <ul className="flex flex-col gap-1">
      {contact.identities.map(({ kind, value }) => {
        const Icon = IDENTITY_ICONS[kind];
        return (
          <li key={`${kind}${value}`}>
            <button type="button" onClick={() => void copy(value)} title={t("action.copy")} className="flex min-h-7 w-full items-center gap-2 rounded-lg px-1 text-start text-[13px] hover:bg-hover">
              <Icon size={15} aria-label={t(`identity.${kind}`)} className="shrink-0 text-dim" />
              <bdi className="truncate">{value}</bdi>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function Attributes({ values }: { values: Record<string, unknown> }) {
  const rows = Object.entries(values);
  if (rows.length === 0) return null;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-[13px]">
      {rows.map(([key, value]) => (
        <div key={key} className="contents">
          <dt className="truncate text-dim">{key}</dt>
          <dd className="truncate text-end">
            <bdi>{Array.isArray(value) ? value.join(", ") : String(value)}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Notes({ contactId }: { contactId: string }) {
  const client = useQueryClient();
  const allowed = useAllowed("contacts:write");
  const [text, setText] = useState("");
  const key = ["contact-notes", contactId];
  const { data } = useQuery({ queryKey: key, queryFn: () => ok(api.GET("/api/v1/contacts/{id}/notes", { params: { path: { id: contactId }, query: { limit: 10 } } })) });
  const add = useMutation({
    mutationFn: (body: string) => ok(api.POST("/api/v1/contacts/{id}/notes", { params: { path: { id: contactId }, header: { "Idempotency-Key": uuidv7() } }, body: { body } })),
    onSuccess: () => {
      setText("");
      return client.invalidateQueries({ queryKey: key });
    },
    onError: (error) => toast({ text: errorText(error), tone: "error" }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) add.mutate(text.trim());
  };
  return (
    <>
      <ul className="flex flex-col gap-2">
        {data?.items.map((note) => (
          <li key={note.id} className="rounded-lg border border-note-edge bg-note px-2.5 py-2 text-[13px]">
            <p dir="auto" className="wrap-any whitespace-pre-wrap">
              {note.body}
            </p>
            <p className="mt-1 text-xs text-dim">
              {note.author_name} · {formatRelative(note.created_at)}
            </p>
          </li>
        ))}
      </ul>
      {allowed && (
        <form onSubmit={submit} className="mt-2 flex flex-col gap-2">
          <Textarea aria-label={t("contact.addNote")} placeholder={t("contact.addNote")} value={text} onChange={(event) => setText(event.target.value)} className="text-[13px]" rows={text ? 3 : 1} style={{ minHeight: 36 }} />
          {text.trim() && (
            <Button type="submit" size="sm" busy={add.isPending} className="self-end">
              {t("action.save")}
            </Button>
          )}
        </form>
      )}
    </>
  );
}

function Others({ it, onOpen }: { it: Conversation; onOpen: (id: string) => void }) {
  const { ids, list } = useList({ contact: it.contact.id });
  const others = ids.filter((id) => id !== it.id).slice(0, 8);
  if (!list.loaded) return <Skeleton className="h-8 w-full" />;
  if (others.length === 0) return <p className="text-[13px] text-dim">{t("contact.noOthers")}</p>;
  return (
    <ul className="flex flex-col">
      {others.map((id) => (
        <li key={id}>
          <Other id={id} onOpen={onOpen} />
        </li>
      ))}
    </ul>
  );
}

function Other({ id, onOpen }: { id: string; onOpen: (id: string) => void }) {
  const it = useConversation(id);
  if (!it) return null;
  return (
    <button type="button" onClick={() => onOpen(id)} className="flex min-h-9 w-full items-center gap-2 rounded-lg px-1 text-start text-[13px] hover:bg-hover">
      <span className="text-dim tabular-nums">#{it.number}</span>
      <span dir="auto" className="min-w-0 flex-1 truncate">
        {it.subject ?? it.last_message?.preview ?? ""}
      </span>
      <Badge tone={it.status === "resolved" ? "ok" : "neutral"}>{t(`status.${it.status}`)}</Badge>
    </button>
  );
}

export default memo(function ContactPanel({ conversationId, onOpen }: { conversationId: string; onOpen: (id: string) => void }) {
  const it = useConversation(conversationId);
  const contactId = it?.contact.id ?? "";
  const client = useQueryClient();
  const changed = useKey(keys.contact(contactId), (store) => store.contacts.get(contactId));
  const { data: contact, error, refetch } = useQuery({ queryKey: ["contact", contactId], queryFn: () => ok(api.GET("/api/v1/contacts/{id}", { params: { path: { id: contactId } } })), enabled: contactId !== "" });
  const colors = useLabelColors();
  useEffect(() => {
    if (changed !== undefined) void client.invalidateQueries({ queryKey: ["contact", contactId] });
  }, [changed, client, contactId]);
  if (!it) return null;
  if (error) return <ErrorView error={error} onRetry={() => void refetch()} />;
  return (
    <div className="pb-4 max-md:-mx-5">
      <div className="flex flex-col items-center gap-1.5 px-4 pt-5 pb-4 text-center">
        <Avatar name={it.contact.name} size={56} />
        <h2 className="max-w-full truncate text-base font-semibold">
          <bdi>{it.contact.name}</bdi>
        </h2>
        {contact?.blocked_at && <Badge tone="danger">{t("contact.blocked")}</Badge>}
      </div>
      <Section title={t("contact.identities")}>{contact ? <Identities contact={contact} /> : <Skeleton className="h-6 w-full" />}</Section>
      {contact && Object.keys(contact.custom_attributes).length > 0 && (
        <Section title={t("contact.attributes")}>
          <Attributes values={contact.custom_attributes} />
        </Section>
      )}
      <Section title={t("contact.conversation")}>
        <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-[13px]">
          <dt className="text-dim">{t("contact.started")}</dt>
          <dd className="text-end">{formatDateTime(it.created_at)}</dd>
          <dt className="text-dim">{t("priority.title")}</dt>
          <dd className="text-end">{t(`priority.${it.priority}`)}</dd>
        </dl>
        {it.labels.length > 0 && (
          <span className="mt-2 flex flex-wrap gap-1">
            {it.labels.map((label) => (
              <Badge key={label} icon={<span className="size-2 shrink-0 rounded-full" style={{ background: colors.get(label) }} />}>
                {label}
              </Badge>
            ))}
          </span>
        )}
        <div className="mt-2">
          <Attributes values={it.custom_attributes} />
        </div>
      </Section>
      <Section title={t("contact.notes")}>
        <Notes key={contactId} contactId={contactId} />
      </Section>
      <Section title={t("contact.others")}>
        <Others it={it} onOpen={onOpen} />
      </Section>
    </div>
  );
});
