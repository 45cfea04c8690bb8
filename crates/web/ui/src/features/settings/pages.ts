// The pages of the settings and who may see them. A page that the role does not allow is not offered.
import { BuildingIcon, FingerprintIcon, HistoryIcon, InboxIcon, KeyboardIcon, KeyRoundIcon, LaptopIcon, LayoutListIcon, ListPlusIcon, type LucideIcon, MessageSquareQuoteIcon, PaletteIcon, TagIcon, UserIcon, UserPlusIcon, UsersIcon, UsersRoundIcon, WandSparklesIcon } from "lucide-react";
import type { LinkProps } from "@tanstack/react-router";
import type { MessageId } from "@i18n";
import type { Me } from "@rt/session";

type Permission = Me["permissions"][number];

export interface SettingsEntry {
  path: NonNullable<LinkProps["to"]>;
  text: MessageId;
  icon: LucideIcon;
  needs?: Permission;
}

export const GROUPS: { text: MessageId; entries: SettingsEntry[] }[] = [
  {
    text: "settings.group.you",
    entries: [
      { path: "/settings/profile", text: "settings.profile", icon: UserIcon },
      { path: "/settings/security", text: "settings.security", icon: FingerprintIcon },
      { path: "/settings/sessions", text: "settings.sessions", icon: LaptopIcon },
      { path: "/settings/appearance", text: "settings.appearance", icon: PaletteIcon },
      { path: "/settings/shortcuts", text: "settings.shortcuts", icon: KeyboardIcon },
    ],
  },
  {
    text: "settings.group.team",
    entries: [
      { path: "/settings/members", text: "settings.members", icon: UsersIcon, needs: "settings:read" },
      { path: "/settings/invitations", text: "settings.invitations", icon: UserPlusIcon, needs: "members:write" },
      { path: "/settings/teams", text: "settings.teams", icon: UsersRoundIcon, needs: "settings:read" },
    ],
  },
  {
    text: "settings.group.work",
    entries: [
      { path: "/settings/inboxes", text: "settings.inboxes", icon: InboxIcon, needs: "settings:read" },
      { path: "/settings/labels", text: "settings.labels", icon: TagIcon, needs: "settings:read" },
      { path: "/settings/canned", text: "settings.canned", icon: MessageSquareQuoteIcon, needs: "settings:read" },
      { path: "/settings/macros", text: "settings.macros", icon: WandSparklesIcon, needs: "settings:read" },
      { path: "/settings/attributes", text: "settings.attributes", icon: ListPlusIcon, needs: "settings:read" },
      { path: "/settings/views", text: "settings.views", icon: LayoutListIcon, needs: "conversations:read" },
    ],
  },
  {
    text: "settings.group.account",
    entries: [
      { path: "/settings/account", text: "settings.account", icon: BuildingIcon, needs: "settings:read" },
      { path: "/settings/api-keys", text: "settings.apiKeys", icon: KeyRoundIcon, needs: "keys:write" },
      { path: "/settings/audit-log", text: "settings.audit", icon: HistoryIcon, needs: "audit:read" },
    ],
  },
];
