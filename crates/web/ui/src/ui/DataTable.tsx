// A table of one page at a time: the server pages, this asks for more. Rows can be selected. On phones
// each row is a card of its cells, with their headings.
import type { ReactNode } from "react";
import { t } from "@i18n";
import { Button } from "./Button";
import { cn } from "./cn";
import { Checkbox } from "./fields";

export interface Column<T> {
  id: string;
  title: string;
  cell: (row: T) => ReactNode;
  /** Tailwind classes for the column's cells. */
  className?: string;
  /** No heading beside the cell on phones, such as for the main column or actions. */
  bare?: boolean;
  /** The title is for screen readers only, such as above buttons. */
  quiet?: boolean;
}

interface Props<T> {
  label: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  rowName?: (row: T) => string;
  selected?: ReadonlySet<string>;
  onSelect?: (selected: Set<string>) => void;
  hasMore?: boolean;
  loadingMore?: boolean;
  onMore?: () => void;
}

export function DataTable<T>({ label, columns, rows, rowKey, rowName, selected, onSelect, hasMore, loadingMore, onMore }: Props<T>) {
  const all = rows.length > 0 && rows.every((row) => selected?.has(rowKey(row)));
  const toggle = (key: string) => {
    const next = new Set(selected);
    if (!next.delete(key)) next.add(key);
    onSelect?.(next);
  };
  return (
    <div className="flex flex-col gap-3">
      <div className="overflow-x-auto rounded-xl border border-line bg-panel">
        <table aria-label={label} className="w-full border-collapse text-sm max-md:block">
          <thead className="max-md:sr-only">
            <tr className="border-b border-line text-start text-xs text-dim">
              {onSelect && (
                <th className="w-10 ps-4">
                  <Checkbox aria-label={t("table.selectAll")} checked={all} onChange={() => onSelect(all ? new Set() : new Set(rows.map(rowKey)))} />
                </th>
              )}
              {columns.map((column) => (
                <th key={column.id} scope="col" className={cn("px-4 py-2.5 text-start font-medium whitespace-nowrap", column.className)}>
                  {column.quiet ? <span className="sr-only">{column.title}</span> : column.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="max-md:block">
            {rows.map((row) => {
              const key = rowKey(row);
              return (
                <tr key={key} className="border-line not-last:border-b hover:bg-hover/60 max-md:flex max-md:relative max-md:flex-col max-md:gap-1 max-md:p-4">
                  {onSelect && (
                    <td className="w-10 ps-4 max-md:ps-0">
                      <Checkbox aria-label={t("table.select", { name: rowName?.(row) ?? key })} checked={selected?.has(key) ?? false} onChange={() => toggle(key)} />
                    </td>
                  )}
                  {columns.map((column) => (
                    <td key={column.id} className={cn("px-4 py-2.5 align-middle max-md:p-0", column.quiet ? "max-md:absolute max-md:end-2 max-md:top-2" : "max-md:flex max-md:w-full max-md:items-center max-md:justify-between max-md:gap-3", column.className)}>
                      {!column.bare && (
                        <span aria-hidden="true" className="shrink-0 text-xs text-dim md:hidden">
                          {column.title}
                        </span>
                      )}
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {hasMore && onMore && (
        <Button className="self-center" needsServer busy={loadingMore ?? false} onClick={onMore}>
          {t("table.more")}
        </Button>
      )}
    </div>
  );
}
