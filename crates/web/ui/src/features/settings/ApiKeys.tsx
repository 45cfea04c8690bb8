// Keys for programs. A secret is shown once, when it is made; afterwards only the key's public half is.
import { KeyRoundIcon, PlusIcon } from "lucide-react";
import { useState } from "react";
import { formatDateTime, formatRelative, formatShortDay, t } from "@i18n";
import { api, ok, once, type Schema } from "@rt/api";
import { uuidv7 } from "@rt/uuid";
import { Badge, Button, type Column, EmptyState, MenuItem } from "@ui";
import { cursorOf, Listing, useAct, usePages } from "@ui/pages";
import { KeyDialog, RotateDialog, ShownKey } from "./KeyDialogs";
import { Gate, Heading, RowMenu, useConfirm } from "./parts";

type ApiKey = Schema["ApiKey"];
const KEY = ["api-keys"];

function State({ row }: { row: ApiKey }) {
  const [now] = useState(() => Date.now());
  if (row.revoked_at) return <Badge tone="danger">{t("settings.keys.revoked")}</Badge>;
  if (row.expires_at && Date.parse(row.expires_at) < now) return <Badge tone="warn">{t("settings.keys.expired")}</Badge>;
  return <Badge tone="ok">{t("settings.keys.active")}</Badge>;
}

function List() {
  const act = useAct();
  const [open, setOpen] = useState(false);
  const [rotated, setRotated] = useState<ApiKey | null>(null);
  const [shown, setShown] = useState<string | null>(null);
  const list = usePages(KEY, (cursor) => ok(api.GET("/api/v1/api-keys", { params: { query: cursorOf(cursor) } })));
  const stale = () => act(() => Promise.resolve(), { stale: [KEY] });
  const revoke = useConfirm<ApiKey>(
    (row) => ({ title: t("settings.keys.revokeTitle", { name: row.name }), text: t("settings.keys.revokeText"), confirm: t("settings.keys.revoke") }),
    (row) => act(() => ok(api.DELETE("/api/v1/api-keys/{id}", { params: { path: { id: row.id } } })), { done: t("settings.keys.revokeDone"), stale: [KEY] }),
  );
  const columns: Column<ApiKey>[] = [
    {
      id: "name",
      title: t("settings.name"),
      bare: true,
      cell: (row) => (
        <span className="block min-w-0">
          <span className="flex flex-wrap items-center gap-2 font-medium">
            {row.name} <State row={row} />
          </span>
          <span className="block truncate font-mono text-xs text-dim">{row.public_id}</span>
        </span>
      ),
    },
    {
      id: "scopes",
      title: t("settings.keys.scopes"),
      cell: (row) => (
        <span title={row.scopes.join(", ")} className="text-dim">
          {t("settings.keys.scopeCount", { count: row.scopes.length })}
        </span>
      ),
    },
    {
      id: "used",
      title: t("settings.keys.lastUsed"),
      cell: (row) => (
        <span className="whitespace-nowrap text-dim" title={row.last_used_at ? formatDateTime(row.last_used_at) : undefined}>
          {row.last_used_at ? formatRelative(row.last_used_at) : t("settings.keys.never")}
        </span>
      ),
    },
    { id: "expires", title: t("settings.expires"), cell: (row) => <span className="whitespace-nowrap text-dim">{row.expires_at ? formatShortDay(row.expires_at) : t("settings.keys.noEnd")}</span> },
    {
      id: "actions",
      title: t("action.more"),
      bare: true,
      quiet: true,
      className: "w-12 text-end",
      cell: (row) =>
        row.revoked_at ? null : (
          <RowMenu name={row.name}>
            <MenuItem onSelect={() => setRotated(row)}>{t("settings.keys.rotate")}</MenuItem>
            <MenuItem danger onSelect={() => revoke.ask(row)}>
              {t("settings.keys.revoke")}
            </MenuItem>
          </RowMenu>
        ),
    },
  ];
  return (
    <>
      <Heading
        title={t("settings.apiKeys")}
        text={t("settings.keys.text")}
        action={
          <Button variant="primary" icon={<PlusIcon size={16} aria-hidden="true" />} onClick={() => setOpen(true)}>
            {t("settings.keys.new")}
          </Button>
        }
      />
      <Listing list={list} label={t("settings.apiKeys")} columns={columns} rowKey={(row) => row.id} empty={<EmptyState icon={<KeyRoundIcon size={22} />} title={t("settings.keys.empty")} />} />
      {open && (
        <KeyDialog
          onClose={() => setOpen(false)}
          onSend={async (body) => {
            const made = await ok(api.POST("/api/v1/api-keys", { params: { header: once(uuidv7()) }, body }));
            setShown(made.key);
            await stale();
          }}
        />
      )}
      {rotated && (
        <RotateDialog
          name={rotated.name}
          onClose={() => setRotated(null)}
          onSend={async (overlap_seconds) => {
            const made = await ok(api.POST("/api/v1/api-keys/{id}/rotate", { params: { path: { id: rotated.id }, header: once(uuidv7()) }, body: { overlap_seconds } }));
            setShown(made.key);
            await stale();
          }}
        />
      )}
      {shown !== null && <ShownKey secret={shown} onClose={() => setShown(null)} />}
      {revoke.dialog}
    </>
  );
}

export function ApiKeys() {
  return (
    <Gate needs="keys:write" title={t("settings.apiKeys")}>
      <List />
    </Gate>
  );
}
