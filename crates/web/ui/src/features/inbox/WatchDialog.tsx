// Who watches a conversation. Lazy.
import { t } from "@i18n";
import { api, ok } from "@rt/api";
import { runtime } from "@rt/runtime";
import { cursorOf } from "@ui/pages";
import { MembersDialog } from "../MembersDialog";
import type { LayerProps } from "./threadLayers";

export default function WatchDialog({ it, onClose }: LayerProps) {
  return (
    <MembersDialog
      title={t("key.watch")}
      description={t("watch.count", { count: it.participant_count })}
      queryKey={["watching", it.id]}
      fetchPage={(cursor) => ok(api.GET("/api/v1/conversations/{id}/participants", { params: { path: { id: it.id }, query: { limit: 100, ...cursorOf(cursor) } } }))}
      set={(user, on) => runtime().actions.participate(it.id, user, on)}
      readOnly={false}
      onClose={onClose}
    />
  );
}
