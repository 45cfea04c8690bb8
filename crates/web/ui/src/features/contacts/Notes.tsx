// What colleagues noted about a contact. The contact never sees it.
import { useState } from "react";
import { formatRelative, t } from "@i18n";
import { api, ifMatch, ok, once, type Schema } from "@rt/api";
import { useAllowed, useMe } from "@rt/client";
import { uuidv7 } from "@rt/uuid";
import { Avatar, Button, ErrorView, MenuItem, Textarea } from "@ui";
import { FormDialog, FormError, text, useForm } from "@ui/forms";
import { RowMenu, useConfirm } from "@ui/page";
import { cursorOf, useAct, usePages } from "@ui/pages";
import { Section } from "./Section";

type Note = Schema["ContactNote"];

export function Notes({ contactId }: { contactId: string }) {
  const me = useMe();
  const act = useAct();
  const mayWrite = useAllowed("contacts:write");
  const key = ["contacts", contactId, "notes"];
  const stale = [key];
  const [round, setRound] = useState(0);
  const [edited, setEdited] = useState<Note | null>(null);
  const list = usePages(key, (cursor) => ok(api.GET("/api/v1/contacts/{id}/notes", { params: { path: { id: contactId }, query: cursorOf(cursor) } })));
  const form = useForm(async (data) => {
    await ok(api.POST("/api/v1/contacts/{id}/notes", { params: { path: { id: contactId }, header: once(uuidv7()) }, body: { body: text(data, "body") } }));
    setRound(round + 1);
    await act(() => Promise.resolve(), { stale });
  });
  const remove = useConfirm<Note>(
    () => ({ title: t("contacts.note.deleteTitle"), confirm: t("action.delete") }),
    (note) => act(() => ok(api.DELETE("/api/v1/contacts/{id}/notes/{note_id}", { params: { path: { id: contactId, note_id: note.id }, header: ifMatch(note.version) } })), { stale }),
  );
  return (
    <Section title={t("contacts.notes")}>
      {mayWrite && (
        <form key={round} onSubmit={form.onSubmit} className="mb-3 flex flex-col gap-2">
          <FormError error={form.error} />
          <Textarea name="body" aria-label={t("contacts.note.new")} placeholder={t("contacts.note.new")} required maxLength={16_384} className="min-h-16 bg-note" />
          <Button type="submit" size="sm" busy={form.busy} className="self-end">
            {t("contacts.note.add")}
          </Button>
        </form>
      )}
      {list.error && list.rows.length === 0 ? <ErrorView error={list.error} onRetry={list.retry} /> : null}
      {!list.loading && !list.error && list.rows.length === 0 && <p className="text-sm text-dim">{t("contacts.noNotes")}</p>}
      <ul className="flex flex-col gap-3">
        {list.rows.map((note) => (
          <li key={note.id} className="flex gap-3 text-sm">
            <Avatar name={note.author_name} size={26} />
            <div className="min-w-0 flex-1">
              <p className="text-[13px]">
                <span className="font-medium">{note.author_name}</span> <span className="text-dim">{formatRelative(note.created_at)}</span>
              </p>
              <p dir="auto" className="wrap-any whitespace-pre-wrap">
                {note.body}
              </p>
            </div>
            {mayWrite && note.author_id === me.user_id && (
              <RowMenu name={t("contacts.note.of", { name: note.author_name })}>
                <MenuItem onSelect={() => setEdited(note)}>{t("action.edit")}</MenuItem>
                <MenuItem danger onSelect={() => remove.ask(note)}>
                  {t("action.delete")}
                </MenuItem>
              </RowMenu>
            )}
          </li>
        ))}
      </ul>
      {list.hasMore && (
        <Button size="sm" className="mt-3" needsServer busy={list.loadingMore} onClick={list.more}>
          {t("table.more")}
        </Button>
      )}
      {edited && (
        <FormDialog
          title={t("contacts.note.edit")}
          submit={t("action.save")}
          onClose={() => setEdited(null)}
          onSend={async (data) => {
            await ok(api.PATCH("/api/v1/contacts/{id}/notes/{note_id}", { params: { path: { id: contactId, note_id: edited.id }, header: ifMatch(edited.version) }, body: { body: text(data, "body") } }));
            await act(() => Promise.resolve(), { stale });
          }}
        >
          {() => <Textarea name="body" aria-label={t("contacts.note.edit")} required autoFocus maxLength={16_384} defaultValue={edited.body} />}
        </FormDialog>
      )}
      {remove.dialog}
    </Section>
  );
}
