// One row of the list: whom, what last, when, whose. Redrawn only when its conversation or draft changes.
import { AlarmClockIcon, ArrowUpIcon, BellOffIcon, CheckIcon, GlobeIcon, type LucideIcon, MailIcon, MessageCircleIcon, PlugIcon } from "lucide-react";
import { memo, type MouseEvent } from "react";
import { formatNumber, formatStamp, t } from "@i18n";
import { useConversation, useDraft, useMe } from "@rt/client";
import { useLabelColors, useMemberNames } from "@rt/catalogs.client";
import type { Conversation } from "@rt/types";
import { Avatar, cn } from "@ui";

export const CHANNEL_ICONS: Record<Conversation["channel"], LucideIcon> = { webchat: GlobeIcon, api: PlugIcon, email: MailIcon, whatsapp: MessageCircleIcon };

export interface RowProps {
  id: string;
  open: boolean;
  active: boolean;
  selected: boolean;
  selecting: boolean;
  onOpen: (id: string) => void;
  onSelect: (id: string, extend: boolean) => void;
  onHover: (id: string) => void;
}

function Marks({ it }: { it: Conversation }) {
  const colors = useLabelColors();
  const names = useMemberNames();
  const me = useMe();
  const assignee = it.assignee_id === null ? null : it.assignee_id === me.user_id ? me.name : (names.get(it.assignee_id) ?? "");
  return (
    <span className="ms-auto flex shrink-0 items-center gap-1.5">
      {it.labels.slice(0, 3).map((label) => (
        <span key={label} role="img" aria-label={label} title={label} className="size-2 rounded-full border border-panel" style={{ background: colors.get(label) ?? "var(--edge)" }} />
      ))}
      {(it.priority === "urgent" || it.priority === "high") && (
        <span role="img" aria-label={t(`priority.${it.priority}`)} title={t(`priority.${it.priority}`)} className={it.priority === "urgent" ? "text-danger" : "text-warn"}>
          <ArrowUpIcon size={14} strokeWidth={2.5} />
        </span>
      )}
      {it.muted && <BellOffIcon size={13} aria-label={t("conversation.muted")} className="text-dim" />}
      {it.status === "snoozed" && <AlarmClockIcon size={13} aria-label={t("status.snoozed")} className="text-dim" />}
      {assignee !== null && (
        <span title={assignee} className="flex">
          <span className="sr-only">{t("conversation.assignedTo", { name: assignee })}</span>
          <Avatar name={assignee} size={18} />
        </span>
      )}
      {!!it.unread_count && (
        <span className="min-w-5 rounded-full bg-accent px-1.5 text-center text-xs leading-5 font-semibold text-accent-fg tabular-nums">
          <span aria-hidden="true">{it.unread_count > 99 ? "99+" : formatNumber(it.unread_count)}</span>
          <span className="sr-only">{t("conversation.unread", { count: it.unread_count })}</span>
        </span>
      )}
    </span>
  );
}

export const ConversationRow = memo(function ConversationRow({ id, open, active, selected, selecting, onOpen, onSelect, onHover }: RowProps) {
  const it = useConversation(id);
  const draft = useDraft(id);
  if (!it) return null;
  const Icon = CHANNEL_ICONS[it.channel];
  const unread = !!it.unread_count;
  const select = (event: MouseEvent) => {
    event.stopPropagation();
    onSelect(id, event.shiftKey);
  };
  const last = it.last_message;
  const preview = last?.preview ?? (last ? t("message.file") : (it.subject ?? ""));
  return (
    // Keys are handled by the list that holds the focus (aria-activedescendant).
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="presentation"
      onPointerEnter={() => onHover(id)}
      onClick={(event) => (event.metaKey || event.ctrlKey || selecting ? onSelect(id, event.shiftKey) : onOpen(id))}
      className={cn(
        "group relative flex h-full gap-3 border-b border-line px-3",
        open || selected ? "bg-sel" : "hover:bg-hover",
        active && "before:absolute before:inset-y-0 before:start-0 before:w-[3px] before:bg-accent",
      )}
    >
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events */}
      <span role="presentation" onClick={select} className="relative mt-3 flex size-9 shrink-0" data-select>
        <Avatar name={it.contact.name} size={36} />
        <span className="absolute -end-1 -bottom-0.5 flex size-[18px] items-center justify-center rounded-full border border-line bg-panel text-dim" title={t(`channel.${it.channel}`)}>
          <Icon size={11} aria-label={t(`channel.${it.channel}`)} />
        </span>
        <span
          className={cn(
            "absolute inset-0 flex items-center justify-center rounded-full border-2 transition-opacity",
            selected ? "border-accent bg-accent text-accent-fg" : "border-edge bg-panel text-transparent opacity-0 group-hover:opacity-100",
            selecting && !selected && "opacity-100",
          )}
        >
          <CheckIcon size={18} strokeWidth={3} aria-hidden="true" />
        </span>
      </span>
      <span className="flex min-w-0 flex-1 flex-col justify-center gap-0.5">
        <span className="flex items-baseline gap-2">
          <bdi className={cn("truncate text-sm", unread ? "font-semibold" : "font-medium")}>{it.contact.name}</bdi>
          <time dateTime={it.last_activity_at} className={cn("ms-auto shrink-0 text-xs tabular-nums", unread ? "font-medium text-link" : "text-dim")}>
            {formatStamp(it.last_activity_at)}
          </time>
        </span>
        <span className="flex h-5 items-center gap-2">
          <span dir="auto" className={cn("truncate text-[13px]", unread ? "text-fg" : "text-dim")}>
            {draft ? (
              <>
                <span className="font-medium text-danger">{t("conversation.draft")}</span> {draft.body}
              </>
            ) : (
              <>
                {last?.direction === "outbound" && <span className="text-dim">{t("conversation.you")} </span>}
                {preview}
              </>
            )}
          </span>
          <Marks it={it} />
        </span>
      </span>
    </div>
  );
});
