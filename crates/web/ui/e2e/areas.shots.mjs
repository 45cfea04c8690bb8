// Screenshots of sign-in, settings, contacts and search.
export default async function areas(api) {
  const { items: contacts } = await api.get("/contacts?limit=1");
  const settings = ["profile", "security", "sessions", "appearance", "shortcuts", "members", "invitations", "teams", "inboxes", "labels", "canned", "macros", "attributes", "views", "account", "api-keys", "audit-log"];
  return [
    { name: "sign-in", path: "/sign-in" },
    { name: "register", path: "/register" },
    { name: "forgot-password", path: "/forgot-password" },
    { name: "magic-link", path: "/magic-link" },
    { name: "reset-password", path: "/reset-password#token=none" },
    { name: "accept-invitation", path: "/accept-invitation#token=none" },
    { name: "settings", path: "/settings" },
    ...settings.map((page) => ({ name: `settings-${page}`, path: `/settings/${page}` })),
    { name: "settings-api-keys-new", path: "/settings/api-keys", act: (page) => page.locator("main button[class*=bg-accent]").first().click() },
    { name: "contacts", path: "/contacts" },
    { name: "contact", path: `/contacts/${contacts[0].id}` },
    { name: "contact-merge", path: `/contacts/${contacts[0].id}`, act: (page) => page.getByRole("button", { name: "Merge", exact: true }).click() },
    { name: "companies", path: "/contacts/companies" },
    { name: "duplicates", path: "/contacts/duplicates" },
    { name: "import", path: "/contacts/import" },
    { name: "search-empty", path: "/search" },
    { name: "search", path: "/search?q=order" },
    { name: "search-messages", path: "/search?q=order&type=messages" },
  ];
}
