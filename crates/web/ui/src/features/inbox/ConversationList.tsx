// The list itself: virtual, rows of one height. One listbox with the focus; the active row is named by
// aria-activedescendant, so that rows may come and go under it.
import { useVirtualizer } from "@tanstack/react-virtual";
import { InboxIcon, SearchXIcon } from "lucide-react";
import { type KeyboardEvent, memo, useCallback, useEffect, useRef } from "react";
import { t } from "@i18n";
import { usePrefs } from "@rt/client";
import type { List } from "@rt/lists";
import { Button, EmptyState, ErrorView, Spinner } from "@ui";
import { ConversationRow, type RowProps } from "./ConversationRow";
import { ListSkeleton } from "./skeletons";

const ROWS = { comfortable: 72, compact: 60 };
const OVERSCAN = 6;

interface Props {
  list: List;
  ids: string[];
  openId: string | null;
  activeId: string | null;
  selected: ReadonlySet<string>;
  filtered: boolean;
  onOpen: (id: string) => void;
  onActive: (id: string) => void;
  onSelect: (id: string, extend: boolean) => void;
  onHover: (id: string) => void;
  onMore: () => void;
  onRetry: () => void;
  onClearFilters: () => void;
}

const optionId = (id: string) => `row-${id}`;

interface OptionProps extends RowProps {
  place: number;
  of: number;
  height: number;
}

/** Drawn again only when something of this row is another: opening the next one draws two of them. */
const Option = memo(function Option({ place, of, height, ...row }: OptionProps) {
  return (
    <div
      id={optionId(row.id)}
      role="option"
      tabIndex={-1}
      aria-selected={row.selected || row.open}
      aria-posinset={place}
      aria-setsize={of}
      className="absolute inset-x-0 top-0"
      style={{ height, transform: `translateY(${(place - 1) * height}px)` }}
      data-conversation={row.id}
    >
      <ConversationRow {...row} />
    </div>
  );
});

export const ConversationList = memo(function ConversationList({ list, ids, openId, activeId, selected, filtered, onOpen, onActive, onSelect, onHover, onMore, onRetry, onClearFilters }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const height = ROWS[usePrefs().density];
  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: useCallback(() => scroller.current, []),
    estimateSize: useCallback(() => height, [height]),
    getItemKey: useCallback((at: number) => ids[at] ?? at, [ids]),
    overscan: OVERSCAN,
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  const more = list.nextCursor !== null && list.loading === "none" && list.error === null && lastShown > ids.length - 15;
  useEffect(() => {
    if (more && ids.length > 0) onMore();
  }, [more, ids.length, onMore]);
  useEffect(() => {
    const at = activeId === null ? -1 : ids.indexOf(activeId);
    // Asked of what is known: measuring would cost a layout at every step through the list.
    const [from, room] = [virtual.scrollOffset ?? 0, virtual.scrollRect?.height ?? 0];
    if (at >= 0 && (at * height < from || (at + 1) * height > from + room)) virtual.scrollToIndex(at, { align: "auto" });
    // Only when another row becomes active: a list that grows must not pull the reader back.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [activeId]);

  if (list.error !== null && ids.length === 0) return <ErrorView error={list.error} onRetry={onRetry} />;
  if (!list.loaded && ids.length === 0) return <ListSkeleton height={height} />;
  if (ids.length === 0) {
    return filtered ? (
      <EmptyState icon={<SearchXIcon size={22} />} title={t("list.noMatch.title")} text={t("list.noMatch.text")} action={<Button onClick={onClearFilters}>{t("filter.clear")}</Button>} />
    ) : (
      <EmptyState icon={<InboxIcon size={22} />} title={t("list.empty.title")} text={t("list.empty.text")} />
    );
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const at = activeId === null ? -1 : ids.indexOf(activeId);
    const to = { ArrowDown: at + 1, ArrowUp: Math.max(0, at - 1), Home: 0, End: ids.length - 1 }[event.key];
    const target = to === undefined ? undefined : ids[Math.min(to, ids.length - 1)];
    if (target !== undefined) {
      event.preventDefault();
      onActive(target);
    } else if (event.key === "Enter" && activeId !== null) {
      event.preventDefault();
      event.stopPropagation();
      onOpen(activeId);
    } else if (event.key === " " && activeId !== null) {
      event.preventDefault();
      onSelect(activeId, event.shiftKey);
    }
  };
  return (
    <div ref={scroller} className="scroll-thin min-h-0 flex-1 overflow-y-auto overscroll-contain" data-list>
      <div
        role="listbox"
        aria-label={t("list.label")}
        aria-multiselectable="true"
        aria-busy={list.loading === "head"}
        aria-activedescendant={activeId !== null && items.some((item) => item.key === activeId) ? optionId(activeId) : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={() => {
          if (activeId === null && ids[0] !== undefined) onActive(openId ?? ids[0]);
        }}
        className="relative outline-offset-[-2px]"
        style={{ height: virtual.getTotalSize() }}
      >
        {items.map((item) => {
          const id = String(item.key);
          return (
            <Option
              key={id}
              id={id}
              place={item.index + 1}
              of={list.nextCursor === null ? ids.length : -1}
              height={height}
              open={openId === id}
              active={activeId === id}
              selected={selected.has(id)}
              selecting={selected.size > 0}
              onOpen={onOpen}
              onSelect={onSelect}
              onHover={onHover}
            />
          );
        })}
      </div>
      {list.loading === "more" && (
        <div className="flex justify-center py-3 text-dim">
          <Spinner />
        </div>
      )}
    </div>
  );
});
