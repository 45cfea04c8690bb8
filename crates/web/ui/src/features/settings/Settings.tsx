// The settings: their list at the side, one page beside it. On phones the list is a page of its own.
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { ChevronLeftIcon, ChevronRightIcon } from "lucide-react";
import { t } from "@i18n";
import { useMe } from "@rt/client";
import { cn, PanelError } from "@ui";
import { GROUPS } from "./pages";

function List({ hidden }: { hidden: boolean }) {
  const { permissions } = useMe();
  return (
    <nav aria-label={t("nav.settings")} className={cn("scroll-thin w-[220px] shrink-0 overflow-y-auto border-e border-line bg-bg px-2 py-4 max-md:w-full max-md:border-0 max-md:px-4", hidden && "max-md:hidden")}>
      <p className="px-2.5 pb-2 text-base font-semibold max-md:hidden">{t("nav.settings")}</p>
      <h1 className="px-1 pb-2 text-xl font-semibold md:hidden">{t("nav.settings")}</h1>
      {GROUPS.map((group) => {
        const entries = group.entries.filter((entry) => !entry.needs || permissions.includes(entry.needs));
        if (entries.length === 0) return null;
        return (
          <section key={group.text} className="pb-3 max-md:pb-4">
            <h2 className="px-2.5 py-1.5 text-xs font-medium text-dim max-md:px-1">{t(group.text)}</h2>
            <ul className="max-md:overflow-hidden max-md:rounded-xl max-md:border max-md:border-line max-md:bg-panel">
              {entries.map((entry) => (
                <li key={entry.path} className="max-md:not-last:border-b max-md:border-line">
                  <Link
                    to={entry.path}
                    activeProps={{ className: "bg-sel text-fg font-medium", "aria-current": "page" }}
                    inactiveProps={{ className: "text-dim hover:bg-hover hover:text-fg max-md:text-fg" }}
                    className="flex min-h-8 items-center gap-2.5 rounded-lg px-2.5 text-sm max-md:min-h-12 max-md:rounded-none max-md:px-4"
                  >
                    <entry.icon size={16} aria-hidden="true" className="shrink-0" />
                    <span className="min-w-0 flex-1 truncate">{t(entry.text)}</span>
                    <ChevronRightIcon size={16} aria-hidden="true" className="text-dim md:hidden rtl:-scale-x-100" />
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </nav>
  );
}

export function Settings() {
  const { pathname } = useLocation();
  const atList = /^\/settings\/?$/.test(pathname);
  return (
    <main id="main" className="flex min-h-0 flex-1">
      <List hidden={!atList} />
      <div className={cn("scroll-thin min-w-0 flex-1 overflow-y-auto bg-bg", atList && "max-md:hidden")}>
        <div className="mx-auto flex max-w-[816px] flex-col gap-5 px-6 py-6 max-md:px-4 max-md:py-4">
          <Link to="/settings" className="-mb-2 flex min-h-11 items-center gap-1 text-sm font-medium text-link md:hidden">
            <ChevronLeftIcon size={18} aria-hidden="true" className="rtl:-scale-x-100" />
            {t("nav.settings")}
          </Link>
          <PanelError resetKey={pathname}>
            <Outlet />
          </PanelError>
        </div>
      </div>
    </main>
  );
}
