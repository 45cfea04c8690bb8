// Filters and order of the list. All of it stands in the address.
import { ListFilterIcon } from "lucide-react";
import { lazy, Suspense } from "react";
import { t } from "@i18n";
import { cn, IconButton, Popover } from "@ui";
import { filterCount, type ListSearch } from "./listSearch";

const FilterFields = lazy(() => import("./FilterFields"));

export function FilterMenu({ search, onChange }: { search: ListSearch; onChange: (change: Partial<Record<keyof ListSearch, unknown>>) => void }) {
  const count = filterCount(search);
  return (
    <Popover
      label={t("filter.title")}
      align="end"
      width={280}
      trigger={
        <IconButton
          label={count > 0 ? t("filter.active", { count }) : t("filter.title")}
          tip={false}
          active={count > 0}
          icon={
            <span className="relative">
              <ListFilterIcon size={18} />
              {count > 0 && <span className={cn("absolute -end-1.5 -top-1.5 size-2 rounded-full bg-accent")} />}
            </span>
          }
        />
      }
    >
      <Suspense>
        <FilterFields search={search} onChange={onChange} />
      </Suspense>
    </Popover>
  );
}
