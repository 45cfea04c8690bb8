// Keys for programs. A secret is shown once, when it is made; afterwards only the key's public half is.
import { KeyRoundIcon } from "lucide-react";
import { useState } from "react";
import { formatDateTime, formatRelative, formatShortDay, t } from "@i18n";
import { api, ok, once, type Schema } from "@rt/api";
import { uuidv7 } from "@rt/uuid";
import { Badge, MenuItem } from "@ui";
import { cursorOf, useAct } from "@ui/pages";
import { ResourcePage } from "@ui/resource";
import { KeyFields, readKey, RotateDialog, ShownKey } from "./KeyParts";

type ApiKey = Schema["ApiKey"];
const KEY = ["api-keys"];

function State({ row }: { row: ApiKey }) {
  const [now] = useState(() => Date.now());
  if (row.revoked_at) return <Badge tone="danger">{t("settings.keys.revoked")}</Badge>;
  if (row.expires_at && Date.parse(row.expires_at) < now) return <Badge tone="warn">{t("settings.keys.expired")}</Badge>;
  return <Badge tone="ok">{t("settings.keys.active")}</Badge>;
}

export function ApiKeys() {
  const act = useAct();
  const [rotated, setRotated] = useState<ApiKey | null>(null);
  const [shown, setShown] = useState<string | null>(null);
  return (
    <>
      <ResourcePage<ApiKey>
        needs="keys:write"
        title={t("settings.apiKeys")}
        text={t("settings.keys.text")}
        icon={KeyRoundIcon}
        empty={t("settings.keys.empty")}
        queryKey={KEY}
        page={(cursor) => ok(api.GET("/api/v1/api-keys", { params: { query: cursorOf(cursor) } }))}
        columns={[
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
        ]}
        nameOf={(row) => row.name}
        mayChange={(row) => !row.revoked_at}
        items={(row) => !row.revoked_at && <MenuItem onSelect={() => setRotated(row)}>{t("settings.keys.rotate")}</MenuItem>}
        form={{
          create: t("settings.keys.new"),
          edit: false,
          submit: t("action.create"),
          wide: true,
          known: ["/name", "/allowed_addresses"],
          fields: (_row, at) => <KeyFields at={at} />,
          send: async (data) => {
            setShown((await ok(api.POST("/api/v1/api-keys", { params: { header: once(uuidv7()) }, body: readKey(data) }))).key);
            // The secret is the news.
            return "";
          },
        }}
        removal={{
          verb: t("settings.keys.revoke"),
          title: (row) => t("settings.keys.revokeTitle", { name: row.name }),
          text: t("settings.keys.revokeText"),
          done: t("settings.keys.revokeDone"),
          run: (row) => ok(api.DELETE("/api/v1/api-keys/{id}", { params: { path: { id: row.id } } })),
        }}
      />
      {rotated && (
        <RotateDialog
          name={rotated.name}
          onClose={() => setRotated(null)}
          onSend={async (overlap_seconds) => {
            const made = await ok(api.POST("/api/v1/api-keys/{id}/rotate", { params: { path: { id: rotated.id }, header: once(uuidv7()) }, body: { overlap_seconds } }));
            setShown(made.key);
            await act(() => Promise.resolve(), { stale: [KEY] });
          }}
        />
      )}
      {shown !== null && <ShownKey secret={shown} onClose={() => setShown(null)} />}
    </>
  );
}
