// Words. `t(id)` is typed by the English catalogs; the others are compiled into lazy modules, one a
// language, and one more for each lazy area. Numbers, dates and lists go through Intl with formatters made
// once per language.
import { setupI18n } from "@lingui/core";
import loaders from "virtual:catalogs";
import { signal } from "@rt/signal";
import { part } from "@rt/part";
import { currentLocale, type Locale, prefs } from "@rt/prefs";
import type { MessageId } from "./ids";

export type { MessageId } from "./ids";
export * from "./format";

const i18n = setupI18n();
export const activeLocale = signal<Locale>("en");

export function t(id: MessageId, values?: Record<string, string | number>): string {
  return i18n._(id, values);
}

/** Whether there are words for an id that was put together, such as `error.${code}`. */
export function isMessageId(id: string): id is MessageId {
  return id in i18n.messages;
}

type Area = Exclude<keyof (typeof loaders)["en"], "core">;
const areas = new Set<Area>();

export async function activate(locale: Locale): Promise<void> {
  const catalogs = await Promise.all((["core", ...areas] as const).map((area) => loaders[locale][area]()));
  i18n.loadAndActivate({ locale, messages: Object.assign({}, ...catalogs.map((catalog) => catalog.default)) });
  document.documentElement.lang = locale;
  activeLocale.set(locale);
}

/** A page of a lazy area, once its words are there too. */
export async function withWords<T>(area: Area, load: () => Promise<T>): Promise<T> {
  const page = part(load);
  if (!areas.has(area)) {
    const locale = currentLocale();
    const catalog = await part(loaders[locale][area]);
    areas.add(area);
    i18n.load(locale, catalog.default);
    // Another language was chosen meanwhile: then that one has to have them.
    if (locale !== currentLocale()) await activate(currentLocale());
  }
  return page;
}

prefs.subscribe(() => {
  const wanted = currentLocale();
  if (wanted !== activeLocale.get()) void activate(wanted);
});
