// Lists of conversations: which the server gave for a query, kept right by what happens since. Whether
// a conversation belongs is decided here when that is known for certain; else the head is read again.
import type { Conversation, Filter, Status } from "./types";

export type Sort = "last_activity" | "created" | "waiting";

export interface ListQuery {
  status?: Status[] | undefined;
  assignee?: string | undefined;
  team?: string | undefined;
  inbox?: string | undefined;
  label?: string | undefined;
  contact?: string | undefined;
  priority?: Conversation["priority"] | undefined;
  unread?: boolean | undefined;
  q?: string | undefined;
  view?: string | undefined;
  sort?: Sort | undefined;
}

export const keyOfQuery = (query: ListQuery): string =>
  JSON.stringify(Object.entries(query).filter(([, value]) => value !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)));

/** True or false if it is certain, undefined if only the server can tell. */
export function matches(query: ListQuery, it: Conversation, me: string, filter?: Filter): boolean | undefined {
  if (query.status && !query.status.includes(it.status)) return false;
  if (query.assignee !== undefined) {
    const wanted = query.assignee === "me" ? me : query.assignee === "none" ? null : query.assignee;
    if (it.assignee_id !== wanted) return false;
  }
  if (query.team !== undefined && it.team_id !== query.team) return false;
  if (query.inbox !== undefined && it.inbox_id !== query.inbox) return false;
  if (query.contact !== undefined && it.contact.id !== query.contact) return false;
  if (query.priority !== undefined && it.priority !== query.priority) return false;
  if (query.label !== undefined && !it.labels.includes(query.label)) return false;
  if (query.unread && !it.unread_count) return false;
  if (query.sort === "waiting" && it.waiting_since === null) return false;
  if (query.q !== undefined) return undefined;
  if (query.view !== undefined) return filter ? holds(filter, it, me) : undefined;
  return true;
}

/** A view's filter, as far as it asks for what a conversation carries. */
export function holds(filter: Filter, it: Conversation, me: string): boolean | undefined {
  if (filter.all) return every(filter.all.map((part) => holds(part, it, me)));
  if (filter.any) return not(every(filter.any.map((part) => not(holds(part, it, me)))));
  if (filter.not) return not(holds(filter.not, it, me));
  const { field, op, value } = filter;
  const list = Array.isArray(value) ? value : [value];
  const named = (actual: string | null) => list.some((wanted) => (wanted === "none" ? actual === null : wanted === "me" ? actual === me : wanted === actual));
  const fields: Record<string, string | null> = {
    status: it.status,
    priority: it.priority,
    assignee: it.assignee_id,
    team: it.team_id,
    inbox: it.inbox_id,
    contact: it.contact.id,
  };
  if (field !== undefined && field in fields && (op === "in" || op === "not_in")) return named(fields[field] ?? null) === (op === "in");
  if (field === "label") return it.labels.includes(String(value)) === (op === "has");
  if (field === "unread") return it.unread_count! > 0 === value;
  if (field === "muted") return it.muted === value;
  if (field === "waiting") return (it.waiting_since !== null) === value;
  return undefined;
}

const not = (value: boolean | undefined) => (value === undefined ? undefined : !value);
function every(values: (boolean | undefined)[]): boolean | undefined {
  if (values.includes(false)) return false;
  return values.includes(undefined) ? undefined : true;
}

/** What a list is sorted by: the key, then the id. */
export function sortKey(sort: Sort, it: Conversation): string {
  if (sort === "created") return it.created_at;
  return sort === "waiting" ? (it.waiting_since ?? "") : it.last_activity_at;
}

export function compare(sort: Sort, a: Conversation, b: Conversation): number {
  const [x, y] = [sortKey(sort, a), sortKey(sort, b)];
  const way = sort === "waiting" ? 1 : -1;
  if (x !== y) return x < y ? -way : way;
  return a.id < b.id ? -way : way;
}

export class List {
  ids: string[] = [];
  readonly members = new Set<string>();
  nextCursor: string | null = null;
  loaded = false;
  /** From the cache of this browser: its further pages are known after the head was read. */
  restored = false;
  loading: "none" | "head" | "more" = "none";
  error: unknown = null;
  /** What the view's filter says, once it is known. */
  filter: Filter | undefined;
  private unsorted = false;

  constructor(
    readonly query: ListQuery,
    private readonly me: string,
  ) {}

  get sort(): Sort {
    return this.query.sort ?? "last_activity";
  }

  /** A page from the server. The head of the list takes the place of all, or it is one more page. */
  page(rows: Conversation[], nextCursor: string | null, head: boolean): void {
    if (head) {
      this.members.clear();
      this.restored = false;
    }
    for (const row of rows) this.members.add(row.id);
    this.nextCursor = nextCursor;
    this.loaded = true;
    this.unsorted = true;
  }

  /** A conversation changed. Tells whether the list is another now, or must be asked for. */
  consider(id: string, it: Conversation | undefined, sticky: boolean, last: Conversation | undefined): "same" | "changed" | "ask" {
    if (!this.loaded) return "same";
    const inside = this.members.has(id);
    const belongs = it ? matches(this.query, it, this.me, this.filter) : false;
    if (belongs === undefined) return "ask";
    if (!belongs) {
      if (!inside || (sticky && it)) return "same";
      this.members.delete(id);
      this.unsorted = true;
      return "changed";
    }
    // What would stand behind the last row that is here comes with its page.
    if (!inside && this.nextCursor !== null && it && last && compare(this.sort, it, last) > 0) return "same";
    this.members.add(id);
    this.unsorted = true;
    return "changed";
  }

  order(get: (id: string) => Conversation | undefined): string[] {
    if (this.unsorted) {
      this.unsorted = false;
      const rows: Conversation[] = [];
      for (const id of this.members) {
        const row = get(id);
        if (row) rows.push(row);
      }
      rows.sort((a, b) => compare(this.sort, a, b));
      this.ids = rows.map((row) => row.id);
    }
    return this.ids;
  }
}
