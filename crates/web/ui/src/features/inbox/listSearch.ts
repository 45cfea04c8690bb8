// What of the list stands in the address, and the question to the server that it stands for.
import type { ListQuery, Sort } from "@rt/lists";
import type { MessageId } from "@i18n";
import type { Counts, Priority } from "@rt/types";

export const TABS = ["mine", "unassigned", "open", "unread", "pending", "snoozed", "resolved"] as const;
export type Tab = (typeof TABS)[number];
/** Those that stand above the list; the others are in its menu. */
export const SHOWN: Tab[] = ["mine", "unassigned", "open"];

const QUERIES: Record<Tab, ListQuery> = {
  mine: { status: ["open"], assignee: "me" },
  unassigned: { status: ["open"], assignee: "none" },
  open: { status: ["open"] },
  unread: { unread: true },
  pending: { status: ["pending"] },
  snoozed: { status: ["snoozed"] },
  resolved: { status: ["resolved"] },
};

const PRIORITIES: Priority[] = ["low", "normal", "high", "urgent"];
const SORTS: Sort[] = ["last_activity", "created", "waiting"];
const TEXTS = ["inbox", "label", "team", "assignee", "q"] as const;

export interface ListSearch {
  /** A tab, or the id of a saved view. */
  view?: string;
  inbox?: string;
  label?: string;
  team?: string;
  assignee?: string;
  priority?: Priority;
  unread?: true;
  sort?: Sort;
  q?: string;
  /** Opens the thread around this message. */
  at?: number;
}

export function readListSearch(search: Record<string, unknown>): ListSearch {
  const result: ListSearch = {};
  if (typeof search.view === "string") result.view = search.view;
  for (const name of TEXTS) {
    const value = search[name];
    if ((typeof value === "string" || typeof value === "number") && value !== "") result[name] = String(value);
  }
  const priority = PRIORITIES.find((value) => value === search.priority);
  if (priority) result.priority = priority;
  const sort = SORTS.find((value) => value === search.sort);
  if (sort) result.sort = sort;
  if (search.unread === true) result.unread = true;
  if (typeof search.at === "number" && Number.isInteger(search.at) && search.at > 0) result.at = search.at;
  return result;
}

export const tabOf = (search: ListSearch): Tab | null => TABS.find((tab) => tab === (search.view ?? "open")) ?? null;

export function queryOf(search: ListSearch): ListQuery {
  const tab = tabOf(search);
  const { inbox, label, team, assignee, priority, unread, sort, q } = search;
  return {
    ...(tab ? QUERIES[tab] : { view: search.view }),
    ...(inbox ? { inbox } : {}),
    ...(label ? { label } : {}),
    ...(team ? { team } : {}),
    ...(assignee ? { assignee } : {}),
    ...(priority ? { priority } : {}),
    ...(unread ? { unread } : {}),
    ...(sort ? { sort } : {}),
    ...(q ? { q } : {}),
  };
}

export const FILTERS = ["inbox", "label", "team", "assignee", "priority", "unread"] as const;
export const filterCount = (search: ListSearch) => FILTERS.filter((name) => search[name] !== undefined).length;

export const tabName = (tab: Tab): MessageId => `inbox.tab.${tab}`;
export const tabCount = (tab: Tab, counts: Counts | null): number | undefined => counts?.[tab];
