// Skeletons with the geometry of what comes.
import { t } from "@i18n";
import { cn, Skeleton } from "@ui";

export function ListSkeleton({ height }: { height: number }) {
  return (
    <div role="status" aria-label={t("state.loading")} className="flex-1 overflow-hidden">
      {Array.from({ length: 9 }, (_, at) => (
        <div key={at} className="flex gap-3 border-b border-line px-3" style={{ height }}>
          <Skeleton className="mt-3 size-9 shrink-0 rounded-full" />
          <div className="flex flex-1 flex-col justify-center gap-2">
            <Skeleton className={cn("h-3", at % 2 ? "w-1/2" : "w-2/5")} />
            <Skeleton className={cn("h-3", at % 3 ? "w-4/5" : "w-3/5")} />
          </div>
        </div>
      ))}
    </div>
  );
}

const BUBBLES = ["w-64", "w-40 self-end", "w-72", "w-52", "w-60 self-end", "w-44"];

export function ThreadSkeleton() {
  return (
    <div role="status" aria-label={t("state.loading")} className="flex flex-1 flex-col justify-end gap-3 overflow-hidden p-5">
      {BUBBLES.map((shape, at) => (
        <Skeleton key={at} className={cn("h-11 rounded-2xl", shape)} />
      ))}
    </div>
  );
}
