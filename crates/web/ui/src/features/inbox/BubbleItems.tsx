// What can be done to a message. Lazy.
import { CopyIcon, HistoryIcon, MailIcon, PencilIcon, ReplyIcon, Trash2Icon } from "lucide-react";
import { t } from "@i18n";
import { useMe } from "@rt/client";
import type { Message } from "@rt/types";
import { copy, MenuItem, MenuSeparator } from "@ui";
import type { BubbleActs } from "./Bubble";

const QUICK = ["👍", "❤️", "😂", "🎉", "🙏", "👀"];

export default function BubbleItems({ message, mine, acts }: { message: Message; mine: boolean; acts: BubbleActs }) {
  const me = useMe();
  const reacted = (emoji: string) => message.reactions.some((one) => one.emoji === emoji && one.by.some((who) => who.id === me.user_id));
  const editable = mine && (message.kind === "text" || message.kind === "note");
  return (
    <>
      <div className="flex justify-between px-1 py-0.5">
        {QUICK.map((emoji) => (
          <MenuItem key={emoji} onSelect={() => acts.react(message, emoji, !reacted(emoji))}>
            {emoji}
          </MenuItem>
        ))}
      </div>
      <MenuSeparator />
      <MenuItem icon={<ReplyIcon size={16} aria-hidden="true" />} onSelect={() => acts.reply(message)}>
        {t("message.reply")}
      </MenuItem>
      {message.body && (
        <MenuItem icon={<CopyIcon size={16} aria-hidden="true" />} onSelect={() => void copy(message.body ?? "")}>
          {t("message.copy")}
        </MenuItem>
      )}
      <MenuItem icon={<MailIcon size={16} aria-hidden="true" />} onSelect={() => acts.unread(message)}>
        {t("message.unreadFrom")}
      </MenuItem>
      {message.edited_at !== null && (
        <MenuItem icon={<HistoryIcon size={16} aria-hidden="true" />} onSelect={() => acts.history(message)}>
          {t("message.history")}
        </MenuItem>
      )}
      {editable && (
        <MenuItem icon={<PencilIcon size={16} aria-hidden="true" />} onSelect={() => acts.edit(message)}>
          {t("action.edit")}
        </MenuItem>
      )}
      {(mine || me.role === "owner" || me.role === "admin") && (
        <>
          <MenuSeparator />
          <MenuItem danger icon={<Trash2Icon size={16} aria-hidden="true" />} onSelect={() => acts.remove(message)}>
            {t("action.delete")}
          </MenuItem>
        </>
      )}
    </>
  );
}
