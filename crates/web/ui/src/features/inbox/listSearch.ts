// What of the list stands in the address.

export interface ListSearch {
  /** A tab, or `view:<id>` of a saved view. */
  view?: string;
  /** Opens the thread around this message. */
  at?: number;
}

export function readListSearch(search: Record<string, unknown>): ListSearch {
  const result: ListSearch = {};
  if (typeof search.view === "string") result.view = search.view;
  if (typeof search.at === "number" && Number.isInteger(search.at) && search.at > 0) result.at = search.at;
  return result;
}
