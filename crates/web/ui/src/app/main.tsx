// Where the app begins: words, session and keys first, then the first paint. Never waits for data.
import "../styles/index.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { Direction } from "radix-ui";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { activate, activeLocale } from "@i18n";
import { useSignal } from "@rt/client";
import { replaced } from "@rt/part";
import { applyPrefs, currentLocale } from "@rt/prefs";
import { runtime } from "@rt/runtime";
import { start } from "@rt/session";
import { onKey, PanelError, Toaster, TooltipLayer } from "@ui";
import { queries } from "./queries";
import { router } from "./router";

function App() {
  // All words are read while rendering, so another language draws everything anew.
  const locale = useSignal(activeLocale);
  return (
    <Direction.Provider dir={document.documentElement.dir === "rtl" ? "rtl" : "ltr"}>
      <QueryClientProvider client={queries}>
        <PanelError>
          <RouterProvider key={locale} router={router} />
        </PanelError>
        <Toaster />
        <TooltipLayer />
      </QueryClientProvider>
    </Direction.Provider>
  );
}

// A chunk of an older build is gone after a deploy: load the page of the new one, once.
globalThis.addEventListener("vite:preloadError", () => {
  const key = "skybot.reloaded";
  if (Date.now() - Number(sessionStorage.getItem(key) ?? 0) < 30_000) return;
  void replaced().then((other) => {
    if (!other) return;
    sessionStorage.setItem(key, String(Date.now()));
    location.reload();
  });
});

// The bench fills the store with 100,000 messages, which no server hands out in a reasonable time.
if (import.meta.env.MODE === "bench") Object.assign(globalThis, { skybotRuntime: runtime });
applyPrefs();
document.addEventListener("keydown", onKey);
void start();
const root = document.querySelector("#root");
void activate(currentLocale()).then(() => {
  if (root) createRoot(root).render(<StrictMode><App /></StrictMode>);
});
