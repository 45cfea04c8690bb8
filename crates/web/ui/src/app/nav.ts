// The areas of the app, for the rail and the bottom bar.
import { ContactRoundIcon, InboxIcon, type LucideIcon, SearchIcon, SettingsIcon } from "lucide-react";
import type { LinkProps } from "@tanstack/react-router";
import type { MessageId } from "@i18n";
import type { ActionId } from "@ui";

export interface NavEntry {
  to: NonNullable<LinkProps["to"]>;
  text: MessageId;
  icon: LucideIcon;
  keys?: ActionId;
  /** At the lower end of the rail. */
  low?: boolean;
}

export const NAV: NavEntry[] = [
  { to: "/inbox", text: "nav.inbox", icon: InboxIcon, keys: "goInbox" },
  { to: "/contacts", text: "nav.contacts", icon: ContactRoundIcon, keys: "goContacts" },
  { to: "/search", text: "nav.search", icon: SearchIcon, keys: "search" },
  { to: "/settings", text: "nav.settings", icon: SettingsIcon, keys: "goSettings", low: true },
];
