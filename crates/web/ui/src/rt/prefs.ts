// What this browser remembers of its user's wishes, in localStorage, shared by all tabs and read by
// app/boot.js before the first paint. Never holds anything secret or anything of a tenant.
import { signal } from "./signal";

export const LOCALES = ["en", "fr", "es", "pt"] as const;
export type Locale = (typeof LOCALES)[number];

export interface Prefs {
  theme: "light" | "dark" | "system";
  contrast: "normal" | "high";
  density: "comfortable" | "compact";
  /** The user's, as known here; null, the browser's language, until somebody has signed in. */
  locale: Locale | null;
  /** Which key sends: Enter, or Ctrl/Cmd+Enter (which always does). */
  send: "enter" | "mod";
  /** Single-key shortcuts as a whole (WCAG 2.1.4), and those that the user changed. */
  shortcuts: boolean;
  keys: Record<string, string>;
  /** On a shared computer nothing is cached in IndexedDB. */
  shared: boolean;
  listWidth: number;
  contactPanel: boolean;
}

export const DEFAULT_PREFS: Prefs = {
  theme: "system",
  contrast: "normal",
  density: "comfortable",
  locale: null,
  send: "enter",
  shortcuts: true,
  keys: {},
  shared: false,
  listWidth: 336,
  contactPanel: true,
};

const KEY = "skybot.prefs";

function read(): Prefs {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return { ...DEFAULT_PREFS, ...(stored as Partial<Prefs>) };
  } catch {
    return DEFAULT_PREFS;
  }
}

export const prefs = signal<Prefs>(read());

export function setPrefs(change: Partial<Prefs>): void {
  const next = { ...prefs.get(), ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // Storage may be full or forbidden: the wish then holds until the tab is closed.
  }
  prefs.set(next);
  applyPrefs();
}

export function currentLocale(): Locale {
  for (const tag of [prefs.get().locale, ...navigator.languages]) {
    const known = LOCALES.find((locale) => locale === tag?.slice(0, 2).toLowerCase());
    if (known) return known;
  }
  return "en";
}

const darkQuery = typeof matchMedia === "function" ? matchMedia("(prefers-color-scheme: dark)") : null;

/** Sets on <html> what boot.js set before the first paint. */
export function applyPrefs(): void {
  const { theme, contrast, density } = prefs.get();
  const root = document.documentElement;
  root.dataset.theme = theme === "dark" || (theme === "system" && darkQuery?.matches) ? "dark" : "light";
  root.dataset.contrast = contrast;
  root.dataset.density = density;
  root.lang = currentLocale();
}

darkQuery?.addEventListener("change", applyPrefs);
globalThis.addEventListener?.("storage", (event) => {
  if (event.key !== KEY) return;
  prefs.set(read());
  applyPrefs();
});
