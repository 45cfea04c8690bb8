// Hooks for what changes seldom and many screens name: members, inboxes, labels, teams. Read once, kept
// by Query; whoever changes one of them invalidates its key, and so does the news that somebody else did.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo } from "react";
import { api, ok } from "./api";
import { useKey } from "./client";
import { runtime } from "./runtime";
import { keys } from "./store";

/** All pages of a list, at most ten: these lists are short. */
export async function allPages<T>(page: (cursor: string | undefined) => Promise<{ items: T[]; next_cursor?: string | null }>): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  for (let count = 0; count < 10; count += 1) {
    const { items, next_cursor } = await page(cursor);
    all.push(...items);
    if (!next_cursor) break;
    cursor = next_cursor;
  }
  return all;
}

const query = (cursor: string | undefined) => ({ params: { query: { limit: 100, ...(cursor ? { cursor } : {}) } } });

export const catalogKeys = { members: ["members"], inboxes: ["inboxes"], labels: ["labels"], teams: ["teams"], canned: ["canned-responses"] } as const;

type Page<T> = Promise<{ items: T[]; next_cursor?: string | null }>;

function useCatalog<T>(queryKey: readonly string[], page: (params: ReturnType<typeof query>) => Page<T>) {
  const queryFn = async () => {
    // The list on screen goes first: a browser asks for six things at a time.
    await runtime().restored;
    await new Promise((resolve) => setTimeout(resolve));
    return allPages((cursor) => page(query(cursor)));
  };
  return useQuery({ queryKey, queryFn, staleTime: 300_000 });
}

export const useMembers = () => useCatalog(catalogKeys.members, (params) => ok(api.GET("/api/v1/members", params)));
export const useInboxes = () => useCatalog(catalogKeys.inboxes, (params) => ok(api.GET("/api/v1/inboxes", params)));
export const useLabels = () => useCatalog(catalogKeys.labels, (params) => ok(api.GET("/api/v1/labels", params)));
export const useTeams = () => useCatalog(catalogKeys.teams, (params) => ok(api.GET("/api/v1/teams", params)));

// Hundreds of rows name members and labels: one place watches the lists, and the rows only read.
const Names = createContext<ReadonlyMap<string, string>>(new Map());
const Colors = createContext<ReadonlyMap<string, string>>(new Map());

export function CatalogProvider({ children }: { children: ReactNode }) {
  const { data: members } = useMembers();
  const { data: labels } = useLabels();
  const client = useQueryClient();
  const news = useKey(keys.settings, (store) => store.notifier.version(keys.settings));
  useEffect(() => {
    if (news === 0) return;
    for (const queryKey of [...Object.values(catalogKeys), ["account"]]) void client.invalidateQueries({ queryKey });
  }, [client, news]);
  const names = useMemo(() => new Map(members?.map((member) => [member.user_id, member.name])), [members]);
  const colors = useMemo(() => new Map(labels?.map((label) => [label.name, label.color])), [labels]);
  return (
    <Names.Provider value={names}>
      <Colors.Provider value={colors}>{children}</Colors.Provider>
    </Names.Provider>
  );
}

/** Names of members by user id. */
export const useMemberNames = () => useContext(Names);
/** Colours of labels by name. */
export const useLabelColors = () => useContext(Colors);
