// Dates, times, numbers, sizes and lists in the user's language and zone. Formatters are costly, so
// each is made once per language. Never builds sentences.
const made = new Map<string, unknown>();

function once<T>(name: string, make: (locale: string) => T): T {
  const locale = document.documentElement.lang || "en";
  const key = `${locale}:${name}`;
  let formatter = made.get(key) as T | undefined;
  if (formatter === undefined) {
    formatter = make(locale);
    made.set(key, formatter);
  }
  return formatter;
}

const dateOf = (value: string | number | Date) => (value instanceof Date ? value : new Date(value));

export function formatNumber(value: number): string {
  return once("number", (locale) => new Intl.NumberFormat(locale)).format(value);
}

export function formatTime(value: string | number | Date): string {
  return once("time", (locale) => new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" })).format(dateOf(value));
}

export function formatDay(value: string | number | Date): string {
  return once("day", (locale) => new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long", year: "numeric" })).format(dateOf(value));
}

export function formatShortDay(value: string | number | Date): string {
  const date = dateOf(value);
  return date.getFullYear() === new Date().getFullYear()
    ? once("shortday", (locale) => new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" })).format(date)
    : once("shortyear", (locale) => new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" })).format(date);
}

export function formatMonth(value: Date): string {
  return value.getFullYear() === new Date().getFullYear()
    ? once("month", (locale) => new Intl.DateTimeFormat(locale, { month: "short" })).format(value)
    : once("monthyear", (locale) => new Intl.DateTimeFormat(locale, { month: "short", year: "2-digit" })).format(value);
}

export function formatDateTime(value: string | number | Date): string {
  return once("datetime", (locale) => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" })).format(dateOf(value));
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

export function formatRelative(value: string | number | Date, now = Date.now()): string {
  const seconds = (dateOf(value).getTime() - now) / 1000;
  const [unit, size] = STEPS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  return once("relative", (locale) => new Intl.RelativeTimeFormat(locale, { numeric: "auto" })).format(Math.trunc(seconds / size), unit);
}

/** As short as a list row can take: time today, weekday this week, else the date. */
export function formatStamp(value: string, now = new Date()): string {
  const date = new Date(value);
  if (date.toDateString() === now.toDateString()) return formatTime(date);
  const age = now.getTime() - date.getTime();
  if (age > 0 && age < 6 * 86_400_000) return once("weekday", (locale) => new Intl.DateTimeFormat(locale, { weekday: "short" })).format(date);
  return formatShortDay(date);
}

/** "Today", "yesterday", or the full day. */
export function formatDayHeading(value: string, now = new Date()): string {
  const date = new Date(value);
  const midnight = (d: Date) => new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();
  const days = Math.round((midnight(date) - midnight(now)) / 86_400_000);
  if (days !== 0 && days !== -1) return formatDay(date);
  const text = once("relative", (locale) => new Intl.RelativeTimeFormat(locale, { numeric: "auto" })).format(days, "day");
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

export function formatList(items: string[]): string {
  return once("list", (locale) => new Intl.ListFormat(locale, { style: "long", type: "conjunction" })).format(items);
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

export function formatBytes(bytes: number): string {
  const step = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length - 1);
  const unit = UNITS[step] ?? "byte";
  return once(`bytes${unit}`, (locale) => new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: step > 1 ? 1 : 0 })).format(bytes / 1024 ** step);
}
