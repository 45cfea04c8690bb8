// What a message said before it was edited. Lazy.
import { useQuery } from "@tanstack/react-query";
import { formatDateTime, t } from "@i18n";
import { api, ok } from "@rt/api";
import type { Message } from "@rt/types";
import { Dialog, ErrorView, Skeleton } from "@ui";
import { MessageText } from "./text";

export default function HistoryDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["message-history", message.id, message.version],
    queryFn: () => ok(api.GET("/api/v1/messages/{id}/history", { params: { path: { id: message.id }, query: { limit: 100 } } })),
  });
  return (
    <Dialog open onOpenChange={onClose} title={t("message.history")}>
      {error ? (
        <ErrorView error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <ol className="flex flex-col gap-3 pb-3">
          {data.items.map((earlier) => (
            <li key={earlier.version} className="rounded-xl bg-hover px-3 py-2">
              <time dateTime={earlier.edited_at} className="text-xs text-dim">
                {t("message.until", { at: formatDateTime(earlier.edited_at) })}
              </time>
              <MessageText text={earlier.body} />
            </li>
          ))}
        </ol>
      ) : (
        <Skeleton className="mb-4 h-16 w-full" />
      )}
    </Dialog>
  );
}
