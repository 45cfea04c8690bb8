// Replies that are written once and used often, found by a short code in the composer.
import { MessageSquareQuoteIcon } from "lucide-react";
import { formatNumber, t } from "@i18n";
import { api, ifMatch, ok, once, type Schema } from "@rt/api";
import { useAllowed } from "@rt/client";
import { uuidv7 } from "@rt/uuid";
import { Badge, FormField, Input, Select, Textarea } from "@ui";
import { type At, orNull, text } from "@ui/forms";
import { cursorOf } from "@ui/pages";
import { ResourcePage } from "@ui/resource";
import { useTeams } from "./parts";

type Canned = Schema["CannedResponse"];
const VARIABLES = "{{contact.first_name}} {{agent.name}} {{conversation.number}} {{account.name}}";

function Team({ id }: { id: string | null }) {
  return <span className="text-dim">{useTeams().find((team) => team.id === id)?.name ?? t("settings.canned.everybody")}</span>;
}

function Fields({ reply, at }: { reply: Canned | null; at: At }) {
  const teams = useTeams();
  return (
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
  );
}

export function CannedReplies() {
  const mayWrite = useAllowed("settings:write");
  return (
    <ResourcePage<Canned>
      needs="settings:read"
      title={t("settings.canned")}
      text={t("settings.canned.text")}
      icon={MessageSquareQuoteIcon}
      empty={t("settings.canned.empty")}
      queryKey={["canned-responses"]}
      page={(cursor) => ok(api.GET("/api/v1/canned-responses", { params: { query: cursorOf(cursor) } }))}
      columns={[
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
        { id: "team", title: t("settings.canned.team"), cell: (row) => <Team id={row.team_id} /> },
        { id: "used", title: t("settings.used"), className: "text-end", cell: (row) => <span className="tabular-nums">{formatNumber(row.usage_count)}</span> },
      ]}
      nameOf={(row) => row.title}
      mayChange={() => mayWrite}
      form={{
        create: mayWrite && t("settings.canned.new"),
        wide: true,
        known: ["/short_code", "/title", "/body"],
        fields: (row, at) => <Fields reply={row} at={at} />,
        send: (data, row) => {
          const body = { short_code: text(data, "code"), title: text(data, "title"), body: text(data, "body"), team_id: orNull(data, "team") };
          return row
            ? ok(api.PATCH("/api/v1/canned-responses/{id}", { params: { path: { id: row.id }, header: ifMatch(row.version) }, body }))
            : ok(api.POST("/api/v1/canned-responses", { params: { header: once(uuidv7()) }, body }));
        },
      }}
      removal={{ run: (row) => ok(api.DELETE("/api/v1/canned-responses/{id}", { params: { path: { id: row.id }, header: ifMatch(row.version) } })) }}
    />
  );
}
