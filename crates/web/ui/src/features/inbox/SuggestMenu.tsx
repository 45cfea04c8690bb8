// The list above the composer. The focus stays in the field (aria-activedescendant).
import { useEffect, useRef } from "react";
import { cn } from "@ui";

export interface Suggestion {
  id: string;
  title: string;
  detail: string;
}

export function SuggestMenu({ id, label, items, active, onPick }: { id: string; label: string; items: Suggestion[]; active: number; onPick: (item: Suggestion) => void }) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <div ref={list} id={id} role="listbox" aria-label={label} className="scroll-thin absolute inset-x-3 bottom-full z-20 mb-2 max-h-64 overflow-y-auto rounded-xl border border-line bg-raised p-1 shadow-pop">
      {items.map((item, at) => (
        <div
          key={item.id}
          id={`${id}-${at}`}
          role="option"
          tabIndex={-1}
          aria-selected={at === active}
          // Before the field loses the focus.
          onPointerDown={(event) => {
            event.preventDefault();
            onPick(item);
          }}
          className={cn("flex min-h-9 items-baseline gap-3 rounded-lg px-2.5 py-1.5 text-sm max-md:min-h-11", at === active && "bg-hover")}
        >
          <span className="shrink-0 font-medium">{item.title}</span>
          <span className="truncate text-[13px] text-dim">{item.detail}</span>
        </div>
      ))}
    </div>
  );
}
