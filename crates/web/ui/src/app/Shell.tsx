// The frame of a signed-in user: rail or bottom bar, banner, page. Shows nothing of a tenant before
// somebody is signed in, and keeps the page when the session ends under it.
import { Outlet, useNavigate, useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useDeferredValue, useEffect, useState } from "react";
import { t, withWords } from "@i18n";
import { CatalogProvider } from "@rt/catalogs.client";
import { useSession } from "@rt/client";
import { part } from "@rt/part";
import { beginRuntime } from "@rt/runtime";
import { start } from "@rt/session";
import { ErrorView, PanelError, useKeys } from "@ui";
import { BottomBar, NavRail } from "./NavRail";
import { NetBanner } from "./NetBanner";

const Palette = lazy(() => part(() => import("./Palette")));
const SessionEnded = lazy(() => withWords("auth", () => import("./SessionEnded")));
const ShortcutHelp = lazy(() => part(() => import("./ShortcutHelp")));

/** What index.html shows goes on, with a name: taken before React clears it, so that nothing blinks. */
const shown = { __html: document.querySelector("#root")?.innerHTML ?? "" };
const Splash = () => <div role="status" aria-label={t("state.loading")} className="h-full" dangerouslySetInnerHTML={shown} />;

/** Goes once: while the next page is fetched, this one is still here and the address is the next one's. */
function ToSignIn() {
  const router = useRouter();
  useEffect(() => {
    void router.navigate({ to: "/sign-in", search: { next: router.state.location.href }, replace: true });
  }, [router]);
  return <Splash />;
}

/** Stands before the page, so that what the page hears itself, such as search in its list, goes first. */
function GoKeys() {
  const navigate = useNavigate();
  useKeys({
    goInbox: () => void navigate({ to: "/inbox" }),
    goContacts: () => void navigate({ to: "/contacts" }),
    goSettings: () => void navigate({ to: "/settings" }),
    search: () => void navigate({ to: "/search" }),
  });
  return null;
}

function Frame({ ended }: { ended: boolean }) {
  const [layer, setLayer] = useState<"palette" | "help" | null>(null);
  useKeys({
    palette: () => setLayer((now) => (now === "palette" ? null : "palette")),
    help: () => setLayer("help"),
  });
  const close = () => setLayer(null);
  return (
    <div className="flex h-dvh flex-col">
      <a href="#main" className="sr-only z-50 rounded-lg bg-accent px-4 py-2 text-accent-fg focus:not-sr-only focus:fixed focus:start-2 focus:top-2">
        {t("nav.skip")}
      </a>
      <GoKeys />
      <NetBanner />
      <div className="flex min-h-0 flex-1">
        <NavRail onPalette={() => setLayer("palette")} onHelp={() => setLayer("help")} />
        <div className="flex min-w-0 flex-1 flex-col">
          <PanelError>
            <CatalogProvider>
              <Outlet />
            </CatalogProvider>
          </PanelError>
        </div>
      </div>
      <BottomBar onPalette={() => setLayer("palette")} />
      <Suspense>
        {layer === "palette" && <Palette onClose={close} />}
        {layer === "help" && <ShortcutHelp onClose={close} />}
        {ended && <SessionEnded />}
      </Suspense>
    </div>
  );
}

export function Shell() {
  const now = useSession();
  // The first page is prepared in slices beside what is shown, instead of in one long task.
  const before = useDeferredValue(now);
  const state = before.at === "starting" ? before : now;
  switch (state.at) {
    case "starting":
      return <Splash />;
    case "unknown":
      return <ErrorView error={state.error} onRetry={() => void start()} />;
    case "out":
      return <ToSignIn />;
    default:
      beginRuntime(state.me);
      // Another person or another account is another app: nothing of the former may stay.
      return <Frame key={`${state.me.account_id}:${state.me.user_id}`} ended={state.at === "ended"} />;
  }
}
