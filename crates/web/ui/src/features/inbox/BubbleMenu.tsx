// What can be done with one message. The menu itself is made when it is first wanted: there are hundreds
// of bubbles and one menu open at a time.
import { CopyIcon, HistoryIcon, MailIcon, PencilIcon, ReplyIcon, Trash2Icon } from "lucide-react";
import { useState } from "react";
import { t } from "@i18n";
import { useMe } from "@rt/client";
import type { Message } from "@rt/types";
import { copy, Menu, MenuItem, MenuSeparator } from "@ui";
import type { BubbleActs } from "./Bubble";

const QUICK = ["👍", "❤️", "😂", "🎉", "🙏", "👀"];
const TRIGGER = "flex size-7 items-center justify-center rounded-lg text-lg leading-none text-transparent group-hover/bubble:text-dim hover:bg-hover focus-visible:text-dim data-[state=open]:text-dim max-md:size-9 max-md:text-dim";

function Items({ message, mine, acts }: { message: Message; mine: boolean; acts: BubbleActs }) {
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

export function BubbleMenu(props: { message: Message; mine: boolean; acts: BubbleActs }) {
  const [made, setMade] = useState(false);
  const [open, setOpen] = useState(false);
  const button = (
    <button type="button" aria-label={t("message.actions")} aria-haspopup="menu" className={TRIGGER} {...(made ? {} : { onClick: () => { setMade(true); setOpen(true); } })}>
      {/* A character: three hundred drawings would cost at every step of the window. */}
      <span aria-hidden="true">⋯</span>
    </button>
  );
  return made ? (
    <Menu open={open} onOpenChange={setOpen} trigger={button} width={230}>
      <Items {...props} />
    </Menu>
  ) : (
    button
  );
}
