// What happened in the account, newest first: who did what, from where, and what it changed.
import { DownloadIcon, HistoryIcon } from "lucide-react";
import { useState } from "react";
import { formatDateTime, t } from "@i18n";
import { authedFetch, ok, api, type Schema } from "@rt/api";
import { fromResponse } from "@rt/problem";
import { Button, type Column, Dialog, EmptyState } from "@ui";
import { saveFile } from "@ui/download";
import { cursorOf, Listing, useAct, usePages } from "@ui/pages";
import { ALL, AuditFilters, isFiltered, queryOf } from "./AuditFilters";
import { Gate, Heading, useMembers } from "./parts";

type Entry = Schema["AuditEntry"];

interface Met {
  actions: string[];
  subjects: string[];
}
const ACTIONS = ["insert", "update", "delete", "signed_in"];
const SUBJECTS = ["contacts", "conversations", "inboxes", "labels", "memberships", "teams"];

/** The same object if nothing new is among the rows. */
function meet(met: Met, rows: Entry[]): Met {
  const actions = new Set([...met.actions, ...rows.map((row) => row.action)]);
  const subjects = new Set([...met.subjects, ...rows.map((row) => row.subject_type)]);
  return actions.size === met.actions.length && subjects.size === met.subjects.length ? met : { actions: [...actions], subjects: [...subjects] };
}

const show = (value: unknown) => (value === null || value === undefined ? "–" : JSON.stringify(value, null, 2));

function List() {
  const act = useAct();
  const members = useMembers();
  const [open, setOpen] = useState<Entry | null>(null);
  const [chosen, setChosen] = useState(ALL);
  const query = queryOf(chosen);
  const list = usePages(["audit-log", query], (cursor) => ok(api.GET("/api/v1/audit-log", { params: { query: { ...query, limit: 50, ...cursorOf(cursor) } } })));
  const [met, setMet] = useState<Met>({ actions: ACTIONS, subjects: SUBJECTS });
  const more = meet(met, list.rows);
  if (more !== met) setMet(more);
  const nameOf = (entry: Entry) => members.find((member) => member.user_id === entry.actor_id)?.name ?? entry.impersonator ?? entry.actor_type;
  const download = async () => {
    const response = await authedFetch(new Request(`${location.origin}/api/v1/audit-log/export?${new URLSearchParams(query).toString()}`));
    if (!response.ok) throw fromResponse(response, null);
    saveFile("audit-log.ndjson", await response.blob());
  };
  const columns: Column<Entry>[] = [
    { id: "at", title: t("settings.audit.at"), className: "w-44", cell: (row) => <time dateTime={row.at} className="whitespace-nowrap text-dim tabular-nums">{formatDateTime(row.at)}</time> },
    { id: "who", title: t("settings.audit.who"), cell: (row) => <span className="font-medium">{nameOf(row)}</span> },
    {
      id: "what",
      title: t("settings.audit.what"),
      cell: (row) => (
        <button type="button" onClick={() => setOpen(row)} className="min-h-6 rounded text-start font-mono text-[13px] text-link underline-offset-2 wrap-any hover:underline max-md:min-h-11">
          {row.action} <span className="text-dim">{row.subject_type}</span>
        </button>
      ),
    },
    { id: "from", title: t("settings.audit.from"), cell: (row) => <span className="font-mono text-[13px] text-dim">{row.ip ?? "–"}</span> },
  ];
  const facts: [string, string][] = open
    ? [
        [t("settings.audit.at"), formatDateTime(open.at)],
        [t("settings.audit.who"), nameOf(open)],
        [t("settings.audit.subject"), `${open.subject_type} ${open.subject_id}`],
        [t("settings.audit.from"), [open.ip, open.user_agent].filter(Boolean).join(" · ") || "–"],
        [t("settings.audit.request"), open.request_id ?? "–"],
      ]
    : [];
  return (
    <>
      <Heading
        title={t("settings.audit")}
        text={t("settings.audit.text")}
        action={
          <Button needsServer icon={<DownloadIcon size={16} aria-hidden="true" />} onClick={() => void act(download)}>
            {t("settings.audit.export")}
          </Button>
        }
      />
      <AuditFilters chosen={chosen} onChange={setChosen} {...met} />
      <Listing list={list} label={t("settings.audit")} columns={columns} rowKey={(row) => String(row.id)} empty={<EmptyState icon={<HistoryIcon size={22} />} title={t(isFiltered(chosen) ? "settings.audit.none" : "settings.audit.empty")} />} />
      {open && (
        <Dialog open wide title={open.action} onOpenChange={() => setOpen(null)}>
          <dl className="flex flex-col gap-2 pb-4">
            {facts.map(([name, value]) => (
              <div key={name} className="grid grid-cols-[120px_1fr] gap-3">
                <dt className="text-dim">{name}</dt>
                <dd className="min-w-0 wrap-any">{value}</dd>
              </div>
            ))}
          </dl>
          <div className="grid gap-3 pb-4 md:grid-cols-2">
            {([["before", open.before], ["after", open.after]] as const).map(([side, value]) => (
              <section key={side} className="min-w-0">
                <h3 className="mb-1 text-xs font-medium text-dim">{t(`settings.audit.${side}`)}</h3>
                <pre className="scroll-thin max-h-64 overflow-auto rounded-lg border border-line bg-bg p-3 font-mono text-xs wrap-any whitespace-pre-wrap">{show(value)}</pre>
              </section>
            ))}
          </div>
        </Dialog>
      )}
    </>
  );
}

export function Audit() {
  return (
    <Gate needs="audit:read" title={t("settings.audit")}>
      <List />
    </Gate>
  );
}
