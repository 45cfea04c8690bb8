// Head of the thread: with whom, who else looks at it, and what can be done.
import { ArrowLeftIcon, CheckIcon, EllipsisVerticalIcon, EyeIcon, PanelRightIcon, RotateCcwIcon } from "lucide-react";
import { lazy, memo, Suspense } from "react";
import { formatDateTime, t } from "@i18n";
import { useInboxes, useMemberNames } from "@rt/catalogs.client";
import { usePrefs, useViewers } from "@rt/client";
import type { Conversation } from "@rt/types";
import { Avatar, Badge, Button, IconButton, Menu, shownKeys, Tooltip } from "@ui";
import { AssignMenu, LabelMenu, SnoozeMenu } from "./pickers";
import type { LayerName } from "./threadLayers";
import type { Acts } from "./useActs";
import { useWide } from "./useWide";

export type HeaderMenu = "assign" | "snooze" | "label" | "more";

interface Props {
  it: Conversation;
  acts: Acts;
  menu: HeaderMenu | null;
  onMenu: (menu: HeaderMenu | null) => void;
  onBack: () => void;
  onContact: () => void;
  onTitle: () => void;
  onLayer: (layer: LayerName) => void;
  onFind: () => void;
}

const MoreMenu = lazy(() => import("./MoreMenu"));

function Viewers({ id }: { id: string }) {
  const viewers = useViewers(id);
  const names = useMemberNames();
  if (viewers.length === 0) return null;
  const list = viewers.map((user) => names.get(user) ?? "").filter(Boolean);
  return (
    <Tooltip text={t("header.viewing", { names: list.join(", ") })}>
      <span role="img" aria-label={t("header.viewing", { names: list.join(", ") })} className="flex items-center -space-x-1.5 rtl:space-x-reverse">
        <EyeIcon size={15} aria-hidden="true" className="me-2.5 text-dim" />
        {list.slice(0, 3).map((name) => (
          <span key={name} className="rounded-full border-2 border-panel">
            <Avatar name={name} size={22} />
          </span>
        ))}
      </span>
    </Tooltip>
  );
}

function StatusBadge({ it }: { it: Conversation }) {
  if (it.status === "open") return null;
  const tone = it.status === "resolved" ? "ok" : it.status === "snoozed" ? "warn" : "neutral";
  return <Badge tone={tone}>{it.status === "snoozed" && it.snoozed_until ? t("header.snoozedUntil", { at: formatDateTime(it.snoozed_until) }) : t(`status.${it.status}`)}</Badge>;
}

/** What a message changes of a conversation is not shown here. */
const UNSEEN: ReadonlySet<string> = new Set(["message_count", "last_message", "last_activity_at", "waiting_since", "first_reply_at", "unread_count"]);

function sameHead(before: Props, after: Props): boolean {
  const { it: a, ...x } = before;
  const { it: b, ...y } = after;
  const same = <T extends object>(one: T, other: T, skip?: ReadonlySet<string>) => (Object.keys(other) as (keyof T & string)[]).every((key) => skip?.has(key) || Object.is(one[key], other[key]));
  return same(x, y) && same(a, b, UNSEEN);
}

export const ThreadHeader = memo(function ThreadHeader({ it, acts, menu, onMenu, onBack, onContact, onTitle, onLayer, onFind }: Props) {
  const { data: inboxes } = useInboxes();
  const { contactPanel } = usePrefs();
  // On a phone the list with its heading is not there: this is the heading of the page.
  const desktop = useWide("(min-width: 768px)");
  const Heading = desktop ? "h2" : "h1";
  const inbox = inboxes?.find((known) => known.id === it.inbox_id)?.name;
  const picker = (name: HeaderMenu) => ({ it, acts, open: menu === name, onOpenChange: (open: boolean) => (open ? onMenu(name) : menu === name && onMenu(null)) });
  return (
    <header className="relative flex h-14 shrink-0 items-center gap-1 border-b border-line bg-panel px-3">
      <IconButton label={t("action.back")} icon={<ArrowLeftIcon size={20} className="rtl:-scale-x-100" />} onClick={onBack} className="md:hidden" tip={false} />
      <Heading className="me-auto min-w-0">
        <button type="button" onClick={onTitle} className="flex max-w-full min-w-0 items-center gap-2.5 rounded-lg p-1 pe-2 text-start hover:bg-hover">
          <Avatar name={it.contact.name} size={32} />
          <span className="min-w-0">
            <span className="flex items-center gap-2">
              <bdi className="truncate text-sm font-semibold">{it.contact.name}</bdi>
              <StatusBadge it={it} />
            </span>
            <span className="block truncate text-xs text-dim">
              #{it.number} · {inbox ?? t(`channel.${it.channel}`)}
            </span>
            <span className="sr-only">{t("header.contact")}</span>
          </span>
        </button>
      </Heading>
      <Viewers id={it.id} />
      <AssignMenu {...picker("assign")} />
      {/* On a phone these are reached through the menu, and open from the same place. */}
      <span className="flex items-center max-md:invisible max-md:absolute max-md:end-14">
        <LabelMenu {...picker("label")} />
        <SnoozeMenu {...picker("snooze")} />
      </span>
      <Menu open={menu === "more"} onOpenChange={(open) => (open ? onMenu("more") : menu === "more" && onMenu(null))} trigger={<IconButton label={t("header.more")} icon={<EllipsisVerticalIcon size={18} />} />}>
        <Suspense>
          <MoreMenu it={it} acts={acts} desktop={desktop} onMenu={onMenu} onLayer={onLayer} onFind={onFind} />
        </Suspense>
      </Menu>
      {it.status === "resolved" ? (
        <Button size="sm" icon={<RotateCcwIcon size={15} aria-hidden="true" />} onClick={() => void acts.status("open")}>
          <span className="max-lg:sr-only">{t("header.reopen")}</span>
        </Button>
      ) : (
        <Button size="sm" icon={<CheckIcon size={15} aria-hidden="true" />} onClick={() => void acts.status("resolved")} title={shownKeys("resolve")?.toUpperCase()}>
          <span className="max-lg:sr-only">{t("key.resolve")}</span>
        </Button>
      )}
      <IconButton label={t("key.contact")} keys={shownKeys("contact")} icon={<PanelRightIcon size={18} className="rtl:-scale-x-100" />} aria-pressed={contactPanel} onClick={onContact} className="max-md:hidden" />
    </header>
  );
}, sameHead);
