// Left pane: which view, filters, the list, and what is done to many.
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ChevronDownIcon, SearchIcon, XIcon } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { formatNumber, t } from "@i18n";
import { useCounts, useList, useViews } from "@rt/client";
import { runtime } from "@rt/runtime";
import { bindingOf, cn, type Command, IconButton, Menu, MenuItem, MenuLabel, MenuSeparator, PanelError, shownKeys, useCommands, useKeys } from "@ui";
import { BulkBar } from "./BulkBar";
import { ConversationList } from "./ConversationList";
import { FilterMenu } from "./FilterMenu";
import { filterCount, FILTERS, type ListSearch, queryOf, readListSearch, SHOWN, type Tab, tabCount, tabName, tabOf, TABS } from "./listSearch";
import { useSelection } from "./useSelection";

const HOVER = 60;

interface Props {
  openId: string | null;
  onOpen: (id: string) => void;
  /** Gets the way to the row after the open one. */
  onNeighbours: (step: (by: 1 | -1) => void) => void;
}

function ViewHeading({ search, onView }: { search: ListSearch; onView: (view: string) => void }) {
  const counts = useCounts();
  const views = useViews();
  const tab = tabOf(search);
  const name = tab ? t(tabName(tab)) : (views.find((view) => view.id === search.view)?.name ?? t("inbox.title"));
  return (
    <Menu
      align="start"
      width={240}
      trigger={
        <button type="button" className="flex min-h-9 min-w-0 items-center gap-1.5 rounded-lg px-2 hover:bg-hover max-md:min-h-11">
          <span className="truncate text-base font-semibold">{name}</span>
          <ChevronDownIcon size={16} aria-hidden="true" className="text-dim" />
          <span className="sr-only">{t("inbox.changeView")}</span>
        </button>
      }
    >
      {TABS.map((one) => {
        const count = tabCount(one, counts);
        return (
          <MenuItem key={one} checked={one === tab} onSelect={() => onView(one)}>
            <span className="flex justify-between gap-3">
              {t(tabName(one))}
              {count !== undefined && <span className="text-dim tabular-nums">{formatNumber(count)}</span>}
            </span>
          </MenuItem>
        );
      })}
      {views.length > 0 && (
        <>
          <MenuSeparator />
          <MenuLabel>{t("inbox.savedViews")}</MenuLabel>
          {views.map((view) => (
            <MenuItem key={view.id} checked={view.id === search.view} onSelect={() => onView(view.id)}>
              {view.name}
            </MenuItem>
          ))}
        </>
      )}
    </Menu>
  );
}

function ViewTabs({ tab, onView }: { tab: Tab | null; onView: (view: string) => void }) {
  const counts = useCounts();
  return (
    <div role="group" aria-label={t("inbox.views")} className="flex gap-1 px-2 pb-2">
      {SHOWN.map((one) => {
        const count = tabCount(one, counts);
        return (
          <button
            key={one}
            type="button"
            aria-pressed={one === tab}
            onClick={() => onView(one)}
            className={cn("flex h-8 min-w-0 grow items-center justify-center gap-1.5 rounded-lg px-1.5 text-[13px] max-md:h-10", one === tab ? "bg-sel font-medium text-link" : "text-dim hover:bg-hover hover:text-fg")}
          >
            <span className="truncate">{t(tabName(one))}</span>
            {count !== undefined && <span className="text-xs tabular-nums">{formatNumber(count)}</span>}
          </button>
        );
      })}
    </div>
  );
}

function QuickSearch({ q, onQ }: { q: string; onQ: (q: string) => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(q);
  useEffect(() => {
    if (text === q) return;
    const timer = setTimeout(() => onQ(text), 250);
    return () => clearTimeout(timer);
  }, [text, q, onQ]);
  useKeys({ search: () => field.current?.focus() });
  return (
    <div className="relative px-2 pb-2">
      <SearchIcon size={15} aria-hidden="true" className="absolute start-4.5 top-2.5 text-dim max-md:top-3.5" />
      <input
        ref={field}
        type="search"
        value={text}
        aria-label={t("list.search")}
        placeholder={t("list.search")}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          setText("");
          field.current?.blur();
        }}
        className="h-9 w-full rounded-lg border border-transparent bg-hover ps-8 pe-3 text-sm focus:border-link focus:bg-panel focus-visible:outline-0 max-md:h-11 max-md:text-base"
      />
    </div>
  );
}

export function ListPane({ openId, onOpen, onNeighbours }: Props) {
  const navigate = useNavigate();
  const search: ListSearch = useSearch({ strict: false });
  const key = JSON.stringify({ ...search, at: undefined });
  // One question as long as nothing of it changes, whatever else stands in the address.
  // oxlint-disable-next-line react/exhaustive-deps
  const query = useMemo(() => queryOf(search), [key]);
  const { list, ids } = useList(query);
  const [activeId, setActiveId] = useState<string | null>(openId);
  const selection = useSelection(ids, key);
  const box = useRef({ ids, activeId, openId });
  useEffect(() => {
    box.current = { ids, activeId, openId };
  });
  useEffect(() => {
    if (openId !== null) setActiveId(openId);
  }, [openId]);
  useEffect(() => {
    const { sync } = runtime();
    void sync.views().catch(() => undefined);
    void sync.counts().catch(() => undefined);
  }, []);

  const goTo = useCallback((change: Partial<Record<keyof ListSearch, unknown>>) => void navigate({ to: ".", search: (now: ListSearch) => readListSearch({ ...now, at: undefined, ...change }), replace: true }), [navigate]);
  const onView = useCallback((view: string) => goTo({ ...Object.fromEntries(FILTERS.map((name) => [name, undefined])), q: undefined, view }), [goTo]);
  const onQ = useCallback((q: string) => goTo({ q: q === "" ? undefined : q }), [goTo]);
  const hover = useRef<ReturnType<typeof setTimeout>>(undefined);
  const onHover = useCallback((id: string) => {
    // Read ahead what the pointer rests on, not what it passes over.
    clearTimeout(hover.current);
    hover.current = setTimeout(() => void runtime().sync.openThread(id), HOVER);
  }, []);
  const onMore = useCallback(() => void runtime().sync.more(list), [list]);
  const retry = useCallback(() => void runtime().sync.head(list), [list]);

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
      <div className="flex h-14 shrink-0 items-center justify-between gap-1 px-2">
        <h1 className="min-w-0">
          <ViewHeading search={search} onView={onView} />
        </h1>
        <span className="flex items-center">
          {filterCount(search) > 0 && <IconButton label={t("filter.clear")} icon={<XIcon size={17} />} onClick={() => onView(search.view ?? "open")} />}
          <FilterMenu search={search} onChange={goTo} />
        </span>
      </div>
      <QuickSearch key={search.q ?? ""} q={search.q ?? ""} onQ={onQ} />
      <ViewTabs tab={tabOf(search)} onView={onView} />
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
          onClearFilters={() => onView(search.view ?? "open")}
        />
      </PanelError>
      {selection.ids.size > 0 && <BulkBar selected={selection.ids} total={ids.length} onAll={selection.all} onClear={selection.clear} />}
    </div>
  );
}
