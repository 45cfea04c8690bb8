// Above the list: which view it is, filters, and finding by name.
import { ChevronDownIcon, SearchIcon, XIcon } from "lucide-react";
import { memo, useCallback, useEffect, useRef, useState } from "react";
import { formatNumber, t } from "@i18n";
import { useCounts, useViews } from "@rt/client";
import { cn, IconButton, Menu, MenuItem, MenuLabel, MenuSeparator, useKeys } from "@ui";
import { FilterMenu } from "./FilterMenu";
import { filterCount, type ListSearch, SHOWN, type Tab, tabCount, tabName, tabOf, TABS } from "./listSearch";

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

interface Props {
  search: ListSearch;
  onChange: (change: Partial<Record<keyof ListSearch, unknown>>) => void;
  onView: (view: string) => void;
}

export const ListHead = memo(function ListHead({ search, onChange, onView }: Props) {
  const { q = "" } = search;
  const onQ = useCallback((q: string) => onChange({ q: q === "" ? undefined : q }), [onChange]);
  return (
    <>
      <div className="flex h-14 shrink-0 items-center justify-between gap-1 px-2">
        <h1 className="min-w-0">
          <ViewHeading search={search} onView={onView} />
        </h1>
        <span className="flex items-center">
          {filterCount(search) > 0 && <IconButton label={t("filter.clear")} icon={<XIcon size={17} />} onClick={() => onView(search.view ?? "open")} />}
          <FilterMenu search={search} onChange={onChange} />
        </span>
      </div>
      <QuickSearch key={q} q={q} onQ={onQ} />
      <ViewTabs tab={tabOf(search)} onView={onView} />
    </>
  );
});
