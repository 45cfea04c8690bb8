// Words. `t(id)` is typed by the English catalogs; the others are compiled into one lazy module per
// language. Numbers, dates and lists go through Intl with formatters made once per language.
import { setupI18n } from "@lingui/core";
import { signal } from "@rt/signal";
import { currentLocale, type Locale, prefs } from "@rt/prefs";
import type { MessageId } from "./ids";

export type { MessageId } from "./ids";
export * from "./format";

const loaders: Record<Locale, () => Promise<{ default: Record<string, never> }>> = {
  en: () => import("virtual:catalog/en"),
  fr: () => import("virtual:catalog/fr"),
  es: () => import("virtual:catalog/es"),
  pt: () => import("virtual:catalog/pt"),
};

const i18n = setupI18n();
export const activeLocale = signal<Locale>("en");

export function t(id: MessageId, values?: Record<string, string | number>): string {
  return i18n._(id, values);
}

/** Whether there are words for an id that was put together, such as `error.${code}`. */
export function isMessageId(id: string): id is MessageId {
  return id in i18n.messages;
}

export async function activate(locale: Locale): Promise<void> {
  const catalog = await loaders[locale]();
  i18n.loadAndActivate({ locale, messages: catalog.default });
  document.documentElement.lang = locale;
  activeLocale.set(locale);
}

prefs.subscribe(() => {
  const wanted = currentLocale();
  if (wanted !== activeLocale.get()) void activate(wanted);
});
