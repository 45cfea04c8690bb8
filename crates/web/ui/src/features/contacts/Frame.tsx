// The frame of the contacts' pages: what there is at the top, one page below.
import { Link, type LinkProps, Outlet, useLocation } from "@tanstack/react-router";
import { type MessageId, t } from "@i18n";
import { PanelError } from "@ui";

const PAGES: { to: NonNullable<LinkProps["to"]>; text: MessageId }[] = [
  { to: "/contacts", text: "nav.contacts" },
  { to: "/contacts/companies", text: "contacts.companies" },
  { to: "/contacts/duplicates", text: "contacts.duplicates" },
  { to: "/contacts/import", text: "contacts.import" },
];

export function Frame() {
  const { pathname } = useLocation();
  return (
    <main id="main" className="scroll-thin min-h-0 flex-1 overflow-y-auto bg-bg">
      <nav aria-label={t("nav.contacts")} className="sticky top-0 z-10 flex gap-1 overflow-x-auto border-b border-line bg-bg px-6 [scrollbar-width:none] max-md:px-2">
        {PAGES.map((page) => (
          <Link
            key={page.to}
            to={page.to}
            activeOptions={{ exact: true, includeSearch: false }}
            activeProps={{ className: "border-accent font-medium text-fg", "aria-current": "page" }}
            inactiveProps={{ className: "border-transparent text-dim hover:text-fg" }}
            className="flex h-11 shrink-0 items-center border-b-2 px-3 text-sm"
          >
            {t(page.text)}
          </Link>
        ))}
      </nav>
      <div className="mx-auto flex max-w-[1080px] flex-col gap-5 px-6 py-6 max-md:px-4 max-md:py-4">
        <PanelError resetKey={pathname}>
          <Outlet />
        </PanelError>
      </div>
    </main>
  );
}
