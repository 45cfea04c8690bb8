// One message, whatever it is. Redrawn only when the message itself is another.
import { BanIcon, BotIcon, CheckCheckIcon, CheckIcon, CircleAlertIcon, ClockIcon, LockIcon, MapPinIcon, PuzzleIcon, SquareUserIcon } from "lucide-react";
import { memo, type ReactNode } from "react";
import { formatDateTime, formatTime, t } from "@i18n";
import { useMemberNames } from "@rt/catalogs.client";
import type { Message } from "@rt/types";
import { Avatar, cn } from "@ui";
import { Attachments } from "./Attachments";
import { BubbleMenu } from "./BubbleMenu";
import { MessageText } from "./text";

export interface BubbleActs {
  reply: (message: Message) => void;
  edit: (message: Message) => void;
  remove: (message: Message) => void;
  react: (message: Message, emoji: string, on: boolean) => void;
  history: (message: Message) => void;
  redeliver: (message: Message) => void;
  unread: (message: Message) => void;
  jump: (seq: number) => void;
}

interface Props {
  message: Message;
  joined: boolean;
  last: boolean;
  flash: boolean;
  repliedTo: Message | undefined;
  acts: BubbleActs;
  me: string;
}

const STATUS_ICONS: Record<Message["status"], ReactNode> = {
  queued: <ClockIcon size={13} aria-hidden="true" />,
  sending: <ClockIcon size={13} aria-hidden="true" />,
  sent: <CheckIcon size={14} aria-hidden="true" />,
  delivered: <CheckCheckIcon size={14} aria-hidden="true" />,
  read: <CheckCheckIcon size={14} aria-hidden="true" className="text-link" />,
  failed: <CircleAlertIcon size={13} aria-hidden="true" className="text-danger" />,
};

function Delivery({ message }: { message: Message }) {
  if (message.direction !== "outbound" || message.deleted_at !== null) return null;
  return (
    <span className="inline-flex items-center" title={t(`delivery.${message.status}`)} data-delivery={message.status}>
      {STATUS_ICONS[message.status]}
      <span className="sr-only">{t(`delivery.${message.status}`)}</span>
    </span>
  );
}

const KIND_ICONS: Partial<Record<Message["kind"], ReactNode>> = {
  location: <MapPinIcon size={15} aria-hidden="true" />,
  contacts: <SquareUserIcon size={15} aria-hidden="true" />,
  interactive: <PuzzleIcon size={15} aria-hidden="true" />,
  template: <PuzzleIcon size={15} aria-hidden="true" />,
  unsupported: <BanIcon size={15} aria-hidden="true" />,
};

function Content({ message }: { message: Message }) {
  if (message.deleted_at !== null) {
    return (
      <p className="flex items-center gap-1.5 text-dim italic">
        <BanIcon size={14} aria-hidden="true" />
        {t("message.deleted")}
      </p>
    );
  }
  const icon = KIND_ICONS[message.kind];
  return (
    <>
      {icon && (
        <p className="flex items-center gap-1.5 text-xs font-medium text-dim">
          {icon}
          {t(`kind.${message.kind}`)}
        </p>
      )}
      {message.attachments.length > 0 && <Attachments files={message.attachments} />}
      {message.body !== null && message.body !== "" && <MessageText text={message.body} />}
    </>
  );
}

function Reactions({ message, me, onReact }: { message: Message; me: string; onReact: BubbleActs["react"] }) {
  const names = useMemberNames();
  return (
    <span className="mt-1 flex flex-wrap gap-1">
      {message.reactions.map(({ emoji, by }) => {
        const mine = by.some((who) => who.id === me);
        const who = by.map((one) => names.get(one.id) ?? t("sender.contact")).join(", ");
        return (
          <button key={emoji} type="button" aria-pressed={mine} aria-label={`${emoji} ${who}`} title={who} onClick={() => onReact(message, emoji, !mine)} className={cn("flex h-6 items-center gap-1 rounded-full border px-2 text-xs", mine ? "border-accent bg-accent-soft" : "border-line bg-panel")}>
            {emoji} {by.length > 1 && by.length}
          </button>
        );
      })}
    </span>
  );
}

function Quote({ of, onJump }: { of: Message | undefined; onJump: (seq: number) => void }) {
  const text = of?.deleted_at ? t("message.deleted") : (of?.body ?? (of ? t("message.file") : t("message.earlier")));
  return (
    <button type="button" disabled={!of} onClick={() => of && onJump(of.seq)} className="mb-1 block w-full truncate border-s-2 border-accent ps-2 text-start text-xs text-dim">
      <bdi>{text}</bdi>
    </button>
  );
}

export const Bubble = memo(function Bubble({ message, joined, last, flash, repliedTo, acts, me }: Props) {
  if (message.kind === "activity") {
    return (
      <p data-seq={message.seq} className="py-1.5 text-center text-xs text-dim">
        <bdi>{message.body}</bdi> · <time dateTime={message.created_at}>{formatTime(message.created_at)}</time>
      </p>
    );
  }
  const theirs = message.direction === "inbound";
  const note = message.kind === "note";
  const mine = message.sender.id === me;
  const name = message.sender.name ?? t(message.sender.type === "contact" ? "sender.contact" : message.sender.type === "bot" ? "sender.bot" : "sender.system");
  return (
    <article data-seq={message.seq} data-kind={message.kind} aria-label={t("message.by", { name, time: formatDateTime(message.created_at) })} className={cn("group/bubble flex gap-2", joined ? "mt-0.5" : "mt-3", !theirs && "flex-row-reverse")}>
      <span className="w-7 shrink-0 max-md:hidden">{!joined && <Avatar name={name} size={28} />}</span>
      <div className={cn("flex max-w-[min(82%,576px)] min-w-0 flex-col", theirs ? "items-start" : "items-end")}>
        {!joined && (
          <span className="mb-0.5 flex items-center gap-1 px-1 text-xs text-dim">
            {message.sender.type === "bot" && <BotIcon size={13} aria-hidden="true" />}
            <bdi className="font-medium">{mine ? t("sender.you") : name}</bdi>
          </span>
        )}
        <div className="flex max-w-full items-center gap-1">
          <div
            className={cn(
              "max-w-full min-w-0 rounded-2xl px-3.5 py-2 text-sm",
              note ? "border border-note-edge bg-note" : theirs ? "bg-theirs" : "bg-mine",
              message.deleted_at !== null && "border border-dashed border-line bg-transparent",
              flash && "ring-2 ring-accent",
              theirs ? "order-1" : "order-2",
            )}
          >
            {note && (
              <p className="mb-0.5 flex items-center gap-1 text-xs font-medium text-warn">
                <LockIcon size={12} aria-hidden="true" />
                {t("message.note")}
              </p>
            )}
            {message.reply_to_id !== null && <Quote of={repliedTo} onJump={acts.jump} />}
            <Content message={message} />
          </div>
          {message.deleted_at === null && (
            <span className={theirs ? "order-2" : "order-1"}>
              <BubbleMenu message={message} mine={mine} acts={acts} />
            </span>
          )}
        </div>
        {message.reactions.length > 0 && <Reactions message={message} me={me} onReact={acts.react} />}
        {(last || message.status === "failed" || message.edited_at !== null) && (
        <span className="mt-0.5 flex items-center gap-1.5 px-1 text-[11px] text-dim">
          {message.status === "failed" && message.failed_reason && (
            <span className="text-danger">
              {t("delivery.failed")}{" "}
              {message.failed_reason.retryable && (
                <button type="button" className="min-h-6 font-semibold underline underline-offset-2" onClick={() => acts.redeliver(message)}>
                  {t("action.retry")}
                </button>
              )}
            </span>
          )}
          {message.edited_at !== null && message.deleted_at === null && (
            <button type="button" className="min-h-4 underline decoration-dotted underline-offset-2" onClick={() => acts.history(message)}>
              {t("message.edited")}
            </button>
          )}
          <time dateTime={message.created_at} title={formatDateTime(message.created_at)}>
            {formatTime(message.created_at)}
          </time>
          <Delivery message={message} />
        </span>
        )}
      </div>
    </article>
  );
});
