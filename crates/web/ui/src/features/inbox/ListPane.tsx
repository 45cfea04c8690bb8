// Left pane: which view, filters, the list, and what is done to many.
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, memo, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { t } from "@i18n";
import { useList, useViews } from "@rt/client";
import { runtime } from "@rt/runtime";
import { bindingOf, type Command, PanelError, shownKeys, useCommands, useKeys } from "@ui";
import { ConversationList } from "./ConversationList";
import { ListHead } from "./ListHead";
import { filterCount, FILTERS, type ListSearch, queryOf, readListSearch, tabName, TABS } from "./listSearch";
import { useSelection } from "./useSelection";

const BulkBar = lazy(() => import("./BulkBar"));
const HOVER = 60;

/** What of the address is the list's. */
const listKey = (search: ListSearch) => JSON.stringify({ ...search, at: undefined });

interface Props {
  openId: string | null;
  onOpen: (id: string) => void;
  /** Gets the way to the row after the open one. */
  onNeighbours: (step: (by: 1 | -1) => void) => void;
}

export const ListPane = memo(function ListPane({ openId, onOpen, onNeighbours }: Props) {
  const navigate = useNavigate();
  const key = useSearch({ strict: false, select: listKey });
  // The same as long as nothing of it changes, whatever else stands in the address.
  const search = useMemo(() => JSON.parse(key) as ListSearch, [key]);
  const query = useMemo(() => queryOf(search), [search]);
  const { list, ids } = useList(query);
  const [activeId, setActiveId] = useState<string | null>(openId);
  const [openedId, setOpenedId] = useState(openId);
  if (openId !== openedId) {
    setOpenedId(openId);
    if (openId !== null) setActiveId(openId);
  }
  const selection = useSelection(ids, key);
  const box = useRef({ ids, activeId, openId });
  useEffect(() => {
    box.current = { ids, activeId, openId };
  });
  useEffect(() => {
    const { sync } = runtime();
    void sync.views().catch(() => undefined);
    void sync.counts().catch(() => undefined);
  }, []);

  const goTo = useCallback((change: Partial<Record<keyof ListSearch, unknown>>) => void navigate({ to: ".", search: (now: ListSearch) => readListSearch({ ...now, at: undefined, ...change }), replace: true }), [navigate]);
  const onView = useCallback((view: string) => goTo({ ...Object.fromEntries(FILTERS.map((name) => [name, undefined])), q: undefined, view }), [goTo]);
  const hover = useRef<ReturnType<typeof setTimeout>>(undefined);
  const onHover = useCallback((id: string) => {
    // Read ahead what the pointer rests on, not what it passes over.
    clearTimeout(hover.current);
    hover.current = setTimeout(() => void runtime().sync.openThread(id), HOVER);
  }, []);
  const onMore = useCallback(() => void runtime().sync.more(list), [list]);
  const retry = useCallback(() => void runtime().sync.head(list), [list]);

  const clearFilters = useCallback(() => onView(search.view ?? "open"), [onView, search]);

  const step = useCallback(
    (by: 1 | -1, open: boolean) => {
      const now = box.current;
      const at = now.ids.indexOf((open ? now.openId : now.activeId) ?? now.activeId ?? "");
      const next = now.ids[Math.max(0, Math.min(now.ids.length - 1, at + by))];
      if (next === undefined) return;
      setActiveId(next);
      void runtime().sync.openThread(next);
      if (open) onOpen(next);
    },
    [onOpen],
  );
  useEffect(() => onNeighbours((by) => step(by, true)), [onNeighbours, step]);
  const views = useViews();
  const all = [...TABS, ...views.map((view) => view.id)];
  const cycle = (by: number) => {
    const at = all.indexOf(search.view ?? "open");
    const next = all[(at + by + all.length) % all.length];
    if (next !== undefined) onView(next);
  };
  const extend = (by: 1 | -1) => {
    if (activeId !== null) selection.add(activeId);
    step(by, false);
    const next = ids[ids.indexOf(activeId ?? "") + by];
    if (next !== undefined) selection.add(next);
  };
  useKeys({
    // With a thread open the next one opens too: that is how one works through a list.
    next: () => step(1, openId !== null),
    previous: () => step(-1, openId !== null),
    open: () => activeId !== null && onOpen(activeId),
    select: () => activeId !== null && selection.toggle(activeId, false),
    selectNext: () => extend(1),
    selectPrevious: () => extend(-1),
    selectAll: selection.all,
    nextView: () => cycle(1),
    previousView: () => cycle(-1),
  });
  const paletteItems = useMemo<Command[]>(
    () => [
      ...TABS.map((tab) => ({ id: `view.${tab}`, title: t(tabName(tab)), group: t("inbox.views"), run: () => onView(tab) })),
      ...views.map((view) => ({ id: `view.${view.id}`, title: view.name, group: t("inbox.views"), run: () => onView(view.id) })),
      ...(["next", "previous"] as const).map((id) => ({ id: `list.${id}`, title: t(bindingOf(id).label), group: t("shortcuts.group.list"), keys: shownKeys(id), run: () => step(id === "next" ? 1 : -1, true) })),
    ],
    [views, onView, step],
  );
  useCommands(paletteItems);

  const filtered = filterCount(search) > 0 || search.q !== undefined;
  return (
    <div className="flex h-full min-h-0 flex-col bg-panel">
      <ListHead search={search} onChange={goTo} onView={onView} />
      <div className="h-0.5 shrink-0 overflow-hidden border-t border-line">{list.loading === "head" && ids.length > 0 && <div className="h-full w-1/3 animate-pulse bg-accent" />}</div>
      <PanelError resetKey={key}>
        <ConversationList
          list={list}
          ids={ids}
          openId={openId}
          activeId={activeId}
          selected={selection.ids}
          filtered={filtered}
          onOpen={onOpen}
          onActive={setActiveId}
          onSelect={selection.toggle}
          onHover={onHover}
          onMore={onMore}
          onRetry={retry}
          onClearFilters={clearFilters}
        />
      </PanelError>
      {selection.ids.size > 0 && (
        <Suspense>
          <BulkBar selected={selection.ids} total={ids.length} onAll={selection.all} onClear={selection.clear} />
        </Suspense>
      )}
    </div>
  );
});
