// Lists that the server pages: fetched as they are scrolled through, with every state that a list can be
// in. Knows no route of the API.
import { type QueryKey, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { LockIcon } from "lucide-react";
import type { ReactNode } from "react";
import { t } from "@i18n";
import { asApiError } from "@rt/problem";
import { EmptyState, SkeletonRows } from "./bits";
import { type Column, DataTable } from "./DataTable";
import { errorText } from "./errorText";
import { ErrorView } from "./PanelError";
import { toast } from "./toast";

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export interface List<T> {
  rows: T[];
  loading: boolean;
  error: unknown;
  hasMore: boolean;
  loadingMore: boolean;
  more: () => void;
  retry: () => void;
}

export function usePages<T>(key: QueryKey, fetchPage: (cursor: string | undefined) => Promise<Page<T>>, enabled = true): List<T> {
  const query = useInfiniteQuery({
    queryKey: key,
    enabled,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => fetchPage(pageParam),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  return {
    rows: query.data?.pages.flatMap((page) => page.items) ?? [],
    loading: query.isPending && enabled,
    error: query.error,
    hasMore: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    more: () => void query.fetchNextPage(),
    retry: () => void query.refetch(),
  };
}

/** Query parameters without those that are not set. */
export function cursorOf(cursor: string | undefined): { cursor?: string } {
  return cursor === undefined ? {} : { cursor };
}

export function Forbidden() {
  return <EmptyState icon={<LockIcon size={22} />} title={t("forbidden.title")} text={t("forbidden.text")} />;
}

export function QueryState({ list, empty, children }: { list: List<unknown>; empty: ReactNode; children: ReactNode }) {
  if (list.error && list.rows.length === 0) {
    return asApiError(list.error).status === 403 ? <Forbidden /> : <ErrorView error={list.error} onRetry={list.retry} />;
  }
  if (list.loading) {
    return (
      <div className="overflow-hidden rounded-xl border border-line bg-panel">
        <SkeletonRows rows={5} label={t("state.loading")} />
      </div>
    );
  }
  return list.rows.length === 0 ? <div className="rounded-xl border border-dashed border-line">{empty}</div> : children;
}

export function Listing<T>({ list, empty, label, columns, rowKey }: { list: List<T>; empty: ReactNode; label: string; columns: Column<T>[]; rowKey: (row: T) => string }) {
  return (
    <QueryState list={list as List<unknown>} empty={empty}>
      <DataTable label={label} columns={columns} rows={list.rows} rowKey={rowKey} hasMore={list.hasMore} loadingMore={list.loadingMore} onMore={list.more} />
    </QueryState>
  );
}

/**
 * Runs a change: what it made stale is fetched anew, and either success or failure is told. Tells whether
 * it went well.
 */
export function useAct(): (work: () => Promise<unknown>, then?: { done?: string; stale?: QueryKey[] }) => Promise<boolean> {
  const client = useQueryClient();
  return async (work, { done, stale = [] } = {}) => {
    try {
      await work();
      await Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey })));
      if (done) toast({ text: done });
      return true;
    } catch (error) {
      toast({ text: errorText(error), tone: "error" });
      return false;
    }
  };
}
