// Pages of the settings area: one chunk for their frame, one for each page.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { withWords } from "@i18n";
import { shell } from "./root";

const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  component: lazyRouteComponent(() => withWords("settings", () => import("../../features/settings/Settings")), "Settings"),
});
const page = <T extends Record<string, unknown>, K extends keyof T & string, P extends string>(path: P, load: () => Promise<T>, name: K) =>
  createRoute({ getParentRoute: () => settings, path, component: lazyRouteComponent(() => withWords("settings", load) as Promise<Record<string, never>>, name) });

export const settingsRoutes = [
  settings.addChildren([
    page("/", () => import("../../features/settings/SettingsIndex"), "SettingsIndex"),
    page("/profile", () => import("../../features/settings/Profile"), "Profile"),
    page("/security", () => import("../../features/settings/Security"), "Security"),
    page("/sessions", () => import("../../features/settings/Sessions"), "Sessions"),
    page("/appearance", () => import("../../features/settings/Appearance"), "Appearance"),
    page("/shortcuts", () => import("../../features/settings/Shortcuts"), "Shortcuts"),
    page("/members", () => import("../../features/settings/Members"), "Members"),
    page("/invitations", () => import("../../features/settings/Invitations"), "Invitations"),
    page("/teams", () => import("../../features/settings/Teams"), "Teams"),
    page("/inboxes", () => import("../../features/settings/Inboxes"), "Inboxes"),
    page("/labels", () => import("../../features/settings/Labels"), "Labels"),
    page("/canned", () => import("../../features/settings/Canned"), "CannedReplies"),
    page("/macros", () => import("../../features/settings/Macros"), "Macros"),
    page("/attributes", () => import("../../features/settings/AttributeDefinitions"), "AttributeDefinitions"),
    page("/views", () => import("../../features/settings/Views"), "Views"),
    page("/account", () => import("../../features/settings/AccountPage"), "AccountPage"),
    page("/api-keys", () => import("../../features/settings/ApiKeys"), "ApiKeys"),
    page("/audit-log", () => import("../../features/settings/Audit"), "Audit"),
  ]),
] as const;
