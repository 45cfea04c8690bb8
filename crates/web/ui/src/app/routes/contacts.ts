// Pages of the contacts area. What the list shows stands in the address.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { withWords } from "@i18n";
import { shell } from "./root";

export interface ContactsSearch {
  q?: string;
  blocked?: boolean;
}

const contacts = createRoute({
  getParentRoute: () => shell,
  path: "/contacts",
  component: lazyRouteComponent(() => withWords("contacts", () => import("../../features/contacts/Frame")), "Frame"),
});
const list = createRoute({
  getParentRoute: () => contacts,
  path: "/",
  validateSearch: (search: Record<string, unknown>): ContactsSearch => ({
    ...((typeof search.q === "string" || typeof search.q === "number") && search.q !== "" ? { q: String(search.q) } : {}),
    ...(typeof search.blocked === "boolean" ? { blocked: search.blocked } : {}),
  }),
  component: lazyRouteComponent(() => withWords("contacts", () => import("../../features/contacts/Contacts")), "Contacts"),
});
const companies = createRoute({
  getParentRoute: () => contacts,
  path: "/companies",
  component: lazyRouteComponent(() => withWords("contacts", () => import("../../features/contacts/Companies")), "Companies"),
});
const duplicates = createRoute({
  getParentRoute: () => contacts,
  path: "/duplicates",
  component: lazyRouteComponent(() => withWords("contacts", () => import("../../features/contacts/Duplicates")), "Duplicates"),
});
const importing = createRoute({
  getParentRoute: () => contacts,
  path: "/import",
  component: lazyRouteComponent(() => withWords("contacts", () => import("../../features/contacts/Import")), "Import"),
});
const one = createRoute({
  getParentRoute: () => contacts,
  path: "/$contactId",
  component: lazyRouteComponent(() => withWords("contacts", () => import("../../features/contacts/ContactPage")), "ContactPage"),
});

export const contactsRoutes = [contacts.addChildren([list, companies, duplicates, importing, one])] as const;
