// Hooks for what changes seldom and many screens name: members, inboxes, labels, teams. Read once, kept
// by Query; whoever changes one of them invalidates its key.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, ok } from "./api";

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

export const useMembers = () => useQuery({ queryKey: catalogKeys.members, queryFn: () => allPages((cursor) => ok(api.GET("/api/v1/members", query(cursor)))), staleTime: 300_000 });
export const useInboxes = () => useQuery({ queryKey: catalogKeys.inboxes, queryFn: () => allPages((cursor) => ok(api.GET("/api/v1/inboxes", query(cursor)))), staleTime: 300_000 });
export const useLabels = () => useQuery({ queryKey: catalogKeys.labels, queryFn: () => allPages((cursor) => ok(api.GET("/api/v1/labels", query(cursor)))), staleTime: 300_000 });
export const useTeams = () => useQuery({ queryKey: catalogKeys.teams, queryFn: () => allPages((cursor) => ok(api.GET("/api/v1/teams", query(cursor)))), staleTime: 300_000 });

/** Names of members by user id. */
export function useMemberNames(): Map<string, string> {
  const { data } = useMembers();
  return useMemo(() => new Map(data?.map((member) => [member.user_id, member.name])), [data]);
}

export function useLabelColors(): Map<string, string> {
  const { data } = useLabels();
  return useMemo(() => new Map(data?.map((label) => [label.name, label.color])), [data]);
}
