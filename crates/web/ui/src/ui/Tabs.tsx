// Tabs over Radix: arrow keys, one panel at a time.
import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";

export function Tabs({ value, onChange, items, label, children }: { value: string; onChange: (value: string) => void; items: { id: string; text: string; count?: number | undefined }[]; label: string; children?: ReactNode }) {
  return (
    <Radix.Root value={value} onValueChange={onChange} className="flex min-h-0 flex-1 flex-col">
      <Radix.List aria-label={label} className="flex gap-1 overflow-x-auto border-b border-line [scrollbar-width:none]">
        {items.map((item) => (
          <Radix.Trigger
            key={item.id}
            value={item.id}
            className="relative flex h-10 items-center gap-1.5 rounded-t-lg px-3 text-sm whitespace-nowrap text-dim hover:text-fg data-[state=active]:font-medium data-[state=active]:text-fg data-[state=active]:after:absolute data-[state=active]:after:inset-x-2 data-[state=active]:after:bottom-0 data-[state=active]:after:h-0.5 data-[state=active]:after:rounded-full data-[state=active]:after:bg-accent"
          >
            {item.text}
            {item.count !== undefined && <span className="text-xs text-dim tabular-nums">{item.count}</span>}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {children && (
        <Radix.Content value={value} className="min-h-0 flex-1 outline-offset-[-2px]">
          {children}
        </Radix.Content>
      )}
    </Radix.Root>
  );
}
