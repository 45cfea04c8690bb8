// The devices one is signed in on, in this account and others. Any can be ended, or all but this one.
import { LaptopIcon, LogOutIcon, SmartphoneIcon } from "lucide-react";
import { formatDateTime, formatRelative, t } from "@i18n";
import { api, ok } from "@rt/api";
import { Badge, Button, toast } from "@ui";
import { QueryState, useAct, usePages } from "@ui/pages";
import { deviceOf } from "./device";
import { Heading, useConfirm } from "./parts";

const KEY = ["sessions"];

export function Sessions() {
  const act = useAct();
  const list = usePages(KEY, async () => ({ ...(await ok(api.GET("/api/v1/auth/sessions"))), next_cursor: null }));
  const end = (id: string) => act(() => ok(api.DELETE("/api/v1/auth/sessions/{id}", { params: { path: { id } } })), { done: t("settings.sessions.ended"), stale: [KEY] });
  const others = useConfirm<true>(
    () => ({ title: t("settings.sessions.othersTitle"), text: t("settings.sessions.othersText"), confirm: t("settings.sessions.others") }),
    () =>
      act(
        async () => {
          const { ended } = await ok(api.DELETE("/api/v1/auth/sessions"));
          toast({ text: t("settings.sessions.othersDone", { count: ended }) });
        },
        { stale: [KEY] },
      ),
  );
  return (
    <>
      <Heading
        title={t("settings.sessions")}
        text={t("settings.sessions.text")}
        action={
          list.rows.some((row) => !row.current) && (
            <Button icon={<LogOutIcon size={16} aria-hidden="true" />} onClick={() => others.ask(true)}>
              {t("settings.sessions.others")}
            </Button>
          )
        }
      />
      <QueryState list={list} empty={null}>
        <ul className="overflow-hidden rounded-xl border border-line bg-panel">
          {list.rows.map((row) => {
            const device = deviceOf(row.user_agent);
            const Icon = device.phone ? SmartphoneIcon : LaptopIcon;
            const name = device.name ?? t("settings.sessions.unknown");
            return (
              <li key={row.id} data-session={row.id} className="flex items-center gap-3 border-line px-5 py-3.5 not-last:border-b max-md:px-4">
                <Icon size={20} aria-hidden="true" className="shrink-0 text-dim" />
                <div className="min-w-0 flex-1 text-sm">
                  <p className="flex flex-wrap items-center gap-2 font-medium">
                    {name}
                    {row.current && <Badge tone="accent">{t("settings.sessions.current")}</Badge>}
                  </p>
                  <p className="text-[13px] text-dim">
                    {row.ip && <span className="font-mono">{row.ip} · </span>}
                    <time dateTime={row.last_used_at} title={formatDateTime(row.last_used_at)}>
                      {t("settings.sessions.used", { when: formatRelative(row.last_used_at) })}
                    </time>
                  </p>
                </div>
                {!row.current && (
                  <Button size="sm" variant="danger" needsServer aria-label={`${t("settings.sessions.end")}: ${name}`} onClick={() => void end(row.id)}>
                    {t("settings.sessions.end")}
                  </Button>
                )}
              </li>
            );
          })}
        </ul>
      </QueryState>
      {others.dialog}
    </>
  );
}
