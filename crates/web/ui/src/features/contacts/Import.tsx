// Takes in a file of contacts. First a dry run, which changes nothing and tells what would happen and what
// is wrong with which line; then the same file for good.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { FileSpreadsheetIcon, UploadIcon } from "lucide-react";
import { type DragEvent, useEffect, useState } from "react";
import { formatBytes, formatNumber, t } from "@i18n";
import { api, authedFetch, ok, type Schema } from "@rt/api";
import { useAllowed } from "@rt/client";
import { fromResponse } from "@rt/problem";
import { uuidv7 } from "@rt/uuid";
import { Badge, Button, Checkbox, cn, type Column, DataTable, errorText } from "@ui";
import { Heading } from "@ui/page";
import { Forbidden } from "@ui/pages";

type Import = Schema["ContactImport"];
const POLL = 600;

async function send(file: File, dryRun: boolean, update: boolean): Promise<Import> {
  const query = new URLSearchParams({ dry_run: String(dryRun), on_conflict: update ? "update" : "skip" });
  const response = await authedFetch(
    new Request(`${location.origin}/api/v1/contacts/import?${query}`, { method: "POST", headers: { "Content-Type": "text/csv", "Idempotency-Key": uuidv7() }, body: file }),
  );
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw fromResponse(response, body);
  return body as Import;
}

function Result({ run }: { run: Import }) {
  const columns: Column<Import["errors"][number]>[] = [
    { id: "line", title: t("contacts.import.line"), className: "w-12", cell: (row) => <span className="tabular-nums">{formatNumber(row.line)}</span> },
    { id: "field", title: t("contacts.import.column"), cell: (row) => row.field ?? "–" },
    { id: "code", title: t("contacts.import.problem"), cell: (row) => <span className="font-mono text-[13px]">{row.code}</span> },
  ];
  const over = run.state === "done" || run.state === "failed";
  return (
    <section aria-label={t("contacts.import.result")} className="flex flex-col gap-4">
      {!over && (
        <div className="flex flex-col gap-1.5">
          <progress aria-label={t("contacts.import.reading")} max={Math.max(run.bytes, 1)} value={run.bytes_read} className="w-full accent-accent" />
          <p className="text-[13px] text-dim">{t("contacts.import.reading")}</p>
        </div>
      )}
      <dl data-import={run.state} className="grid grid-cols-2 gap-3">
        {(["created", "updated", "skipped", "refused"] as const).map((what) => (
          <div key={what} className="rounded-xl border border-line bg-panel p-4">
            <dt className="text-[13px] text-dim">{t(`contacts.import.${what}`)}</dt>
            <dd className="text-xl font-semibold tabular-nums">{formatNumber(run[what])}</dd>
          </div>
        ))}
      </dl>
      {run.state === "failed" && (
        <p role="alert" className="rounded-lg bg-danger-soft px-3 py-2 text-sm text-danger">
          {t("contacts.import.failed")}
        </p>
      )}
      {run.errors.length > 0 && <DataTable label={t("contacts.import.problems")} columns={columns} rows={run.errors} rowKey={(row) => `${row.line}:${row.field ?? ""}:${row.code}`} />}
    </section>
  );
}

export function Import() {
  const client = useQueryClient();
  const mayWrite = useAllowed("contacts:write");
  const [file, setFile] = useState<File | null>(null);
  const [update, setUpdate] = useState(false);
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [id, setId] = useState<string | null>(null);
  const run = useQuery({
    queryKey: ["contact-import", id],
    enabled: id !== null,
    queryFn: () => ok(api.GET("/api/v1/contacts/imports/{id}", { params: { path: { id: id ?? "" } } })),
    refetchInterval: ({ state }) => (state.data && (state.data.state === "done" || state.data.state === "failed") ? false : POLL),
  });
  const done = run.data?.state === "done";
  const changed = done && !run.data?.dry_run;
  useEffect(() => {
    if (changed) void client.invalidateQueries({ queryKey: ["contacts"] });
  }, [changed, client]);
  const take = (next: File | undefined) => {
    if (!next) return;
    setFile(next);
    setId(null);
    setError(null);
  };
  const start = async (dryRun: boolean) => {
    if (!file) return;
    setBusy(true);
    setError(null);
    try {
      setId((await send(file, dryRun, update)).id);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  const heading = <Heading title={t("contacts.import")} text={t("contacts.import.text")} />;
  if (!mayWrite) {
    return (
      <>
        {heading}
        <Forbidden />
      </>
    );
  }
  const dryRunDone = done && run.data?.dry_run === true;
  const running = id !== null && !done && run.data?.state !== "failed";
  return (
    <>
      {heading}
      <label
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        className={cn("flex cursor-pointer flex-col items-center gap-2 rounded-xl border border-dashed px-4 py-8 text-center has-focus-visible:outline-2 has-focus-visible:outline-link", over ? "border-accent bg-sel" : "border-edge bg-panel hover:bg-hover")}
      >
        <FileSpreadsheetIcon size={24} aria-hidden="true" className="text-dim" />
        <span className="font-medium">{file ? file.name : t("contacts.import.choose")}</span>
        <span className="text-[13px] text-dim">{file ? formatBytes(file.size) : t("contacts.import.columns")}</span>
        <input type="file" accept=".csv,text/csv" className="sr-only" onChange={(event) => take(event.target.files?.[0])} />
      </label>
      {error !== null && (
        <p role="alert" className="rounded-lg bg-danger-soft px-3 py-2 text-sm text-danger">
          {errorText(error)}
        </p>
      )}
      {file && (
        <div className="flex flex-wrap items-center gap-3">
          <Checkbox label={t("contacts.import.update")} checked={update} disabled={running} onChange={(event) => setUpdate(event.target.checked)} className="flex-1" />
          <Button needsServer busy={busy || running} onClick={() => void start(true)}>
            {t("contacts.import.dryRun")}
          </Button>
          <Button variant="primary" needsServer icon={<UploadIcon size={16} aria-hidden="true" />} disabled={!dryRunDone || busy} onClick={() => void start(false)}>
            {t("contacts.import.start")}
          </Button>
        </div>
      )}
      <div role="status" className="flex flex-col gap-3">
        {dryRunDone && <Badge tone="accent">{t("contacts.import.dryRunDone")}</Badge>}
        {changed && <Badge tone="ok">{t("contacts.import.done")}</Badge>}
      </div>
      {run.data && <Result run={run.data} />}
    </>
  );
}
