// The keyboard map: every single-key action with its keys, and what the user changed of it. Knows only
// names; who can do an action registers a handler (useKeys).
import { prefs } from "@rt/prefs";
import type { MessageId } from "@i18n";

interface Binding {
  keys: string;
  label: MessageId;
  group: "list" | "thread" | "go" | "app";
  /** Works with shortcuts off and inside fields: it has a modifier. */
  always?: true;
}

const define = <T extends Record<string, Binding>>(map: T) => map;

export const KEYMAP = define({
  next: { keys: "j", label: "key.next", group: "list" },
  previous: { keys: "k", label: "key.previous", group: "list" },
  open: { keys: "enter", label: "key.open", group: "list" },
  back: { keys: "u", label: "key.back", group: "list" },
  select: { keys: "x", label: "key.select", group: "list" },
  selectNext: { keys: "shift+j", label: "key.selectNext", group: "list" },
  selectPrevious: { keys: "shift+k", label: "key.selectPrevious", group: "list" },
  selectAll: { keys: "mod+a", label: "key.selectAll", group: "list" },
  nextView: { keys: "]", label: "key.nextView", group: "list" },
  previousView: { keys: "[", label: "key.previousView", group: "list" },
  reply: { keys: "r", label: "key.reply", group: "thread" },
  note: { keys: "n", label: "key.note", group: "thread" },
  resolve: { keys: "e", label: "key.resolve", group: "thread" },
  resolveNext: { keys: "shift+e", label: "key.resolveNext", group: "thread" },
  snooze: { keys: "z", label: "key.snooze", group: "thread" },
  assign: { keys: "a", label: "key.assign", group: "thread" },
  assignMe: { keys: "i", label: "key.assignMe", group: "thread" },
  label: { keys: "l", label: "key.label", group: "thread" },
  mute: { keys: "m", label: "key.mute", group: "thread" },
  markUnread: { keys: "shift+u", label: "key.markUnread", group: "thread" },
  newest: { keys: "end", label: "key.newest", group: "thread" },
  firstUnread: { keys: "home", label: "key.firstUnread", group: "thread" },
  contact: { keys: "p", label: "key.contact", group: "thread" },
  find: { keys: "f", label: "key.find", group: "thread" },
  schedule: { keys: "s", label: "key.schedule", group: "thread" },
  watch: { keys: "w", label: "key.watch", group: "thread" },
  transfer: { keys: "t", label: "key.transfer", group: "thread" },
  merge: { keys: "shift+m", label: "key.merge", group: "thread" },
  search: { keys: "/", label: "key.search", group: "go" },
  goInbox: { keys: "g i", label: "key.goInbox", group: "go" },
  goContacts: { keys: "g c", label: "key.goContacts", group: "go" },
  goSettings: { keys: "g s", label: "key.goSettings", group: "go" },
  palette: { keys: "mod+k", label: "key.palette", group: "app", always: true },
  help: { keys: "?", label: "key.help", group: "app" },
});

export type ActionId = keyof typeof KEYMAP;
export const ACTION_IDS = Object.keys(KEYMAP) as ActionId[];

export function bindingOf(id: ActionId): Binding {
  return KEYMAP[id];
}

/** The keys of an action now; empty if the user took them away. */
export function keysOf(id: ActionId): string {
  return prefs.get().keys[id] ?? KEYMAP[id].keys;
}

/** The keys to show beside a button, if single keys are on. */
export function shownKeys(id: ActionId): string | undefined {
  const shown = prefs.get().shortcuts || bindingOf(id).always ? keysOf(id) : "";
  return shown === "" ? undefined : shown;
}

/** By what the key means, not where it lies: AZERTY and QWERTY both work. */
export function chordOf(event: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">): string {
  const key = event.key === " " ? "space" : event.key.toLowerCase();
  const named = key.length > 1 || key.toUpperCase() !== key;
  return `${event.ctrlKey || event.metaKey ? "mod+" : ""}${event.altKey ? "alt+" : ""}${event.shiftKey && named ? "shift+" : ""}${key}`;
}
