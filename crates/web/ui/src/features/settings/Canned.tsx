// Replies that are written once and used often, found by a short code in the composer.
import { MessageSquareQuoteIcon, PlusIcon } from "lucide-react";
import { useState } from "react";
import { formatNumber, t } from "@i18n";
import { api, ifMatch, ok, once, type Schema } from "@rt/api";
import { useAllowed } from "@rt/client";
import { uuidv7 } from "@rt/uuid";
import { Badge, Button, type Column, EmptyState, FormField, Input, MenuItem, Select, Textarea } from "@ui";
import { FormDialog, orNull, text } from "@ui/forms";
import { cursorOf, Listing, useAct, usePages } from "@ui/pages";
import { Gate, Heading, RowMenu, useConfirm, useTeams } from "./parts";

type Canned = Schema["CannedResponse"];
const KEY = ["canned-responses"];
const POINTERS = ["/short_code", "/title", "/body"];
const VARIABLES = "{{contact.first_name}} {{agent.name}} {{conversation.number}} {{account.name}}";

function CannedDialog({ reply, onClose }: { reply: Canned | null; onClose: () => void }) {
  const act = useAct();
  const teams = useTeams();
  const send = async (form: FormData) => {
    const body = { short_code: text(form, "code"), title: text(form, "title"), body: text(form, "body"), team_id: orNull(form, "team") };
    await (reply
      ? ok(api.PATCH("/api/v1/canned-responses/{id}", { params: { path: { id: reply.id }, header: ifMatch(reply.version) }, body }))
      : ok(api.POST("/api/v1/canned-responses", { params: { header: once(uuidv7()) }, body })));
    await act(() => Promise.resolve(), { done: t("state.saved"), stale: [KEY] });
  };
  return (
    <FormDialog wide title={t(reply ? "settings.canned.edit" : "settings.canned.new")} submit={t("action.save")} known={POINTERS} onClose={onClose} onSend={send}>
      {(at) => (
        <>
          <div className="grid gap-4 md:grid-cols-2">
            <FormField label={t("settings.canned.code")} hint={t("settings.canned.codeHint")} error={at("/short_code")}>
              {(field) => <Input {...field} name="code" pattern="[A-Za-z0-9_\-]{1,40}" maxLength={40} required autoFocus autoCapitalize="none" className="font-mono" defaultValue={reply?.short_code} />}
            </FormField>
            <FormField label={t("settings.title")} error={at("/title")}>
              {(field) => <Input {...field} name="title" maxLength={120} required defaultValue={reply?.title} />}
            </FormField>
          </div>
          <FormField
            label={t("settings.canned.body")}
            hint={
              <>
                {t("settings.canned.bodyHint")} <code className="text-xs wrap-any">{VARIABLES}</code>
              </>
            }
            error={at("/body")}
          >
            {(field) => <Textarea {...field} name="body" rows={6} maxLength={16_384} required defaultValue={reply?.body} />}
          </FormField>
          <FormField label={t("settings.canned.team")} optional={t("state.optional")}>
            {(field) => (
              <Select {...field} name="team" key={teams.length} defaultValue={reply?.team_id ?? ""}>
                <option value="">{t("settings.canned.everybody")}</option>
                {teams.map((team) => (
                  <option key={team.id} value={team.id}>
                    {team.name}
                  </option>
                ))}
              </Select>
            )}
          </FormField>
        </>
      )}
    </FormDialog>
  );
}

function List() {
  const act = useAct();
  const mayWrite = useAllowed("settings:write");
  const teams = useTeams();
  const [edited, setEdited] = useState<Canned | "new" | null>(null);
  const list = usePages([...KEY, "list"], (cursor) => ok(api.GET("/api/v1/canned-responses", { params: { query: cursorOf(cursor) } })));
  const remove = useConfirm<Canned>(
    (row) => ({ title: t("settings.deleteTitle", { name: row.title }), confirm: t("action.delete") }),
    (row) => act(() => ok(api.DELETE("/api/v1/canned-responses/{id}", { params: { path: { id: row.id }, header: ifMatch(row.version) } })), { done: t("settings.deleted"), stale: [KEY] }),
  );
  const columns: Column<Canned>[] = [
    {
      id: "title",
      title: t("settings.title"),
      bare: true,
      cell: (row) => (
        <span className="block min-w-0 max-w-md">
          <span className="flex flex-wrap items-center gap-2 font-medium">
            {row.title} <Badge className="font-mono">/{row.short_code}</Badge>
          </span>
          <span className="line-clamp-1 text-[13px] text-dim">{row.body}</span>
        </span>
      ),
    },
    { id: "team", title: t("settings.canned.team"), cell: (row) => <span className="text-dim">{teams.find((team) => team.id === row.team_id)?.name ?? t("settings.canned.everybody")}</span> },
    { id: "used", title: t("settings.used"), className: "text-end", cell: (row) => <span className="tabular-nums">{formatNumber(row.usage_count)}</span> },
  ];
  if (mayWrite) {
    columns.push({
      id: "actions",
      title: t("action.more"),
      bare: true,
      quiet: true,
      className: "w-12 text-end",
      cell: (row) => (
        <RowMenu name={row.title}>
          <MenuItem onSelect={() => setEdited(row)}>{t("action.edit")}</MenuItem>
          <MenuItem danger onSelect={() => remove.ask(row)}>
            {t("action.delete")}
          </MenuItem>
        </RowMenu>
      ),
    });
  }
  return (
    <>
      <Heading
        title={t("settings.canned")}
        text={t("settings.canned.text")}
        action={
          mayWrite && (
            <Button variant="primary" icon={<PlusIcon size={16} aria-hidden="true" />} onClick={() => setEdited("new")}>
              {t("settings.canned.new")}
            </Button>
          )
        }
      />
      <Listing list={list} label={t("settings.canned")} columns={columns} rowKey={(row) => row.id} empty={<EmptyState icon={<MessageSquareQuoteIcon size={22} />} title={t("settings.canned.empty")} />} />
      {edited && <CannedDialog reply={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
      {remove.dialog}
    </>
  );
}

export function CannedReplies() {
  return (
    <Gate needs="settings:read" title={t("settings.canned")}>
      <List />
    </Gate>
  );
}
