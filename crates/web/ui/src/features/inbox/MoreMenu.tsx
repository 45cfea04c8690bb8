// What can be done to a conversation besides what has a button of its own. Lazy.
import { AlarmClockIcon, BellIcon, BellOffIcon, EyeIcon, InboxIcon, MailIcon, MergeIcon, RotateCcwIcon, SearchIcon, TagIcon } from "lucide-react";
import { t } from "@i18n";
import type { Conversation, Priority } from "@rt/types";
import { type ActionId, MenuItem, MenuLabel, MenuSeparator, shownKeys } from "@ui";
import type { HeaderMenu } from "./ThreadHeader";
import type { LayerName } from "./threadLayers";
import type { Acts } from "./useActs";

const PRIORITIES: Priority[] = ["urgent", "high", "normal", "low"];

interface Props {
  it: Conversation;
  acts: Acts;
  desktop: boolean;
  onMenu: (menu: HeaderMenu) => void;
  onLayer: (layer: LayerName) => void;
  onFind: () => void;
}

export default function MoreMenu({ it, acts, desktop, onMenu, onLayer, onFind }: Props) {
  const item = (action: ActionId, Icon: typeof MailIcon, run: () => void, text = t(`key.${action}`)) => (
    <MenuItem icon={<Icon size={16} aria-hidden="true" />} keys={shownKeys(action)} onSelect={run}>
      {text}
    </MenuItem>
  );
  return (
    <>
      {item("find", SearchIcon, onFind)}
      {!desktop && (
        <>
          {item("snooze", AlarmClockIcon, () => onMenu("snooze"))}
          {item("label", TagIcon, () => onMenu("label"))}
        </>
      )}
      {item("markUnread", MailIcon, () => void acts.markUnread())}
      {item("mute", it.muted ? BellIcon : BellOffIcon, () => void acts.mute(!it.muted), t(it.muted ? "conversation.unmute" : "key.mute"))}
      {item("watch", EyeIcon, () => onLayer("watch"))}
      {it.status === "open" && (
        <MenuItem icon={<RotateCcwIcon size={16} aria-hidden="true" />} onSelect={() => void acts.status("pending")}>
          {t("header.toPending")}
        </MenuItem>
      )}
      {item("transfer", InboxIcon, () => onLayer("transfer"))}
      {item("merge", MergeIcon, () => onLayer("merge"))}
      <MenuSeparator />
      <MenuLabel>{t("priority.title")}</MenuLabel>
      {PRIORITIES.map((priority) => (
        <MenuItem key={priority} checked={it.priority === priority} onSelect={() => acts.priority(priority)}>
          {t(`priority.${priority}`)}
        </MenuItem>
      ))}
    </>
  );
}
