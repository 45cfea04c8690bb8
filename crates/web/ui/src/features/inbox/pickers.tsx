// Menus of the thread's header: whose it is, when it wakes, labels.
import { AlarmClockIcon, TagIcon, UserRoundPlusIcon } from "lucide-react";
import { formatDateTime, formatTime, t } from "@i18n";
import { useLabels, useMembers, useTeams } from "@rt/catalogs.client";
import { useMe, usePresence } from "@rt/client";
import type { Conversation, Member } from "@rt/types";
import { Avatar, cn, IconButton, Input, Menu, MenuItem, MenuLabel, MenuSeparator, shownKeys } from "@ui";
import { snoozeChoices } from "./snooze";
import type { Acts } from "./useActs";

export interface PickerProps {
  it: Conversation;
  acts: Acts;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

function MemberItem({ member, checked, onSelect }: { member: Member; checked: boolean; onSelect: () => void }) {
  const status = usePresence(member.user_id);
  return (
    <MenuItem icon={<Avatar name={member.name} size={20} status={status} />} checked={checked} onSelect={onSelect}>
      {member.name}
    </MenuItem>
  );
}

export function AssignMenu({ it, acts, open, onOpenChange }: PickerProps) {
  const me = useMe();
  const { data: members = [] } = useMembers();
  const { data: teams = [] } = useTeams();
  const others = members.filter((member) => member.user_id !== me.user_id && member.disabled_at === null && member.role !== "bot");
  const assignee = members.find((member) => member.user_id === it.assignee_id);
  return (
    <Menu
      open={open}
      onOpenChange={onOpenChange}
      width={240}
      trigger={
        <button type="button" aria-label={t("header.assign", { name: assignee?.name ?? t("assign.nobody") })} title={t("key.assign")} className="flex h-9 items-center gap-2 rounded-lg px-2 text-sm text-dim hover:bg-hover hover:text-fg max-md:h-11">
          {assignee ? <Avatar name={assignee.name} size={24} /> : <UserRoundPlusIcon size={18} aria-hidden="true" />}
          <span className="max-w-28 truncate max-lg:hidden">{assignee?.name ?? t("assign.nobody")}</span>
        </button>
      }
    >
      <MenuItem icon={<Avatar name={me.name} size={20} />} checked={it.assignee_id === me.user_id} keys={shownKeys("assignMe")} onSelect={() => void acts.assign({ user_id: me.user_id }, me.name)}>
        {t("assign.me")}
      </MenuItem>
      <MenuItem checked={it.assignee_id === null} icon={<UserRoundPlusIcon size={20} aria-hidden="true" />} onSelect={() => void acts.assign({ user_id: null }, "")}>
        {t("assign.nobody")}
      </MenuItem>
      {others.length > 0 && <MenuSeparator />}
      {others.map((member) => (
        <MemberItem key={member.user_id} member={member} checked={it.assignee_id === member.user_id} onSelect={() => void acts.assign({ user_id: member.user_id }, member.name)} />
      ))}
      {teams.length > 0 && (
        <>
          <MenuSeparator />
          <MenuLabel>{t("assign.team")}</MenuLabel>
          {teams.map((team) => (
            <MenuItem key={team.id} checked={it.team_id === team.id} onSelect={() => void acts.assign({ team_id: it.team_id === team.id ? null : team.id }, it.team_id === team.id ? "" : team.name)}>
              {team.name}
            </MenuItem>
          ))}
        </>
      )}
    </Menu>
  );
}

export function SnoozeMenu({ acts, open, onOpenChange }: PickerProps) {
  const snooze = (at: Date) => void acts.status("snoozed", at.toISOString());
  return (
    <Menu open={open} onOpenChange={onOpenChange} width={260} trigger={<IconButton label={t("key.snooze")} keys={shownKeys("snooze")} icon={<AlarmClockIcon size={18} />} />}>
      {snoozeChoices().map((choice) => (
        <MenuItem key={choice.id} onSelect={() => snooze(choice.at)}>
          <span className="flex justify-between gap-4">
            {t(`snooze.${choice.id}`)}
            <span className="text-dim">{choice.id === "hour" || choice.id === "evening" ? formatTime(choice.at) : formatDateTime(choice.at)}</span>
          </span>
        </MenuItem>
      ))}
      <MenuSeparator />
      <form
        className="flex flex-col gap-1.5 px-2.5 py-1.5"
        onKeyDown={(event) => event.stopPropagation()}
        onSubmit={(event) => {
          event.preventDefault();
          const at = new Date(String(new FormData(event.currentTarget).get("at")));
          if (at.getTime() > Date.now()) {
            snooze(at);
            onOpenChange(false);
          }
        }}
      >
        <label className="text-xs font-medium text-dim" htmlFor="snooze-at">
          {t("snooze.custom")}
        </label>
        <span className="flex gap-1.5">
          <Input id="snooze-at" name="at" type="datetime-local" required className="min-w-0" />
          <button type="submit" className="rounded-lg px-2 text-sm font-medium text-link hover:bg-hover">
            {t("action.apply")}
          </button>
        </span>
      </form>
    </Menu>
  );
}

export function LabelMenu({ it, acts, open, onOpenChange }: PickerProps) {
  const { data: labels = [] } = useLabels();
  return (
    <Menu open={open} onOpenChange={onOpenChange} trigger={<IconButton label={t("key.label")} keys={shownKeys("label")} icon={<TagIcon size={18} />} className={cn(it.labels.length > 0 && "text-link")} />}>
      {labels.length === 0 && <p className="px-2.5 py-2 text-dim">{t("labels.none")}</p>}
      {labels.map((label) => (
        <MenuItem key={label.id} checked={it.labels.includes(label.name)} icon={<span className="block size-3 rounded-full" style={{ background: label.color }} />} onSelect={() => acts.label(label.name, !it.labels.includes(label.name))}>
          {label.name}
        </MenuItem>
      ))}
    </Menu>
  );
}
