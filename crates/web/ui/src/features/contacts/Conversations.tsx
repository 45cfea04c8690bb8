// What was talked about with a contact, the latest first.
import { Link } from "@tanstack/react-router";
import { formatStamp, t } from "@i18n";
import { api, ok, type Schema } from "@rt/api";
import { Badge, Button, ErrorView, SkeletonRows } from "@ui";
import { cursorOf, usePages } from "@ui/pages";
import { Section } from "./Section";

const TONES: Record<Schema["Status"], "ok" | "warn" | "neutral" | "accent"> = { open: "accent", pending: "warn", snoozed: "neutral", resolved: "ok" };

export function Conversations({ contactId }: { contactId: string }) {
  const list = usePages(["conversations", "of", contactId], (cursor) => ok(api.GET("/api/v1/conversations", { params: { query: { contact: contactId, limit: 10, ...cursorOf(cursor) } } })));
  return (
    <Section title={t("contacts.conversations")}>
      {list.loading && <SkeletonRows rows={2} label={t("state.loading")} />}
      {list.error && list.rows.length === 0 ? <ErrorView error={list.error} onRetry={list.retry} /> : null}
      {!list.loading && !list.error && list.rows.length === 0 && <p className="text-sm text-dim">{t("contacts.noConversations")}</p>}
      <ul className="-mx-2 flex flex-col">
        {list.rows.map((row) => (
          <li key={row.id}>
            <Link to="/inbox/$conversationId" params={{ conversationId: row.id }} className="flex min-h-12 items-center gap-3 rounded-lg px-2 py-1.5 text-sm hover:bg-hover">
              <span className="min-w-0 flex-1">
                <span className="flex items-center gap-2">
                  <span className="truncate font-medium">{row.subject ?? `#${row.number}`}</span>
                  <Badge tone={TONES[row.status]}>{t(`status.${row.status}`)}</Badge>
                </span>
                <span className="block truncate text-[13px] text-dim" dir="auto">
                  {row.last_message?.preview ?? "–"}
                </span>
              </span>
              <time dateTime={row.last_activity_at} className="shrink-0 text-xs text-dim">
                {formatStamp(row.last_activity_at)}
              </time>
            </Link>
          </li>
        ))}
      </ul>
      {list.hasMore && (
        <Button size="sm" className="mt-2" needsServer busy={list.loadingMore} onClick={list.more}>
          {t("table.more")}
        </Button>
      )}
    </Section>
  );
}
