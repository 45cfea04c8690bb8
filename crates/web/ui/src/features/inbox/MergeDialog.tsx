// Making a conversation part of another one of the same contact. Lazy.
import { useState } from "react";
import { t } from "@i18n";
import { useList } from "@rt/client";
import { runtime } from "@rt/runtime";
import { Badge, SkeletonRows } from "@ui";
import { FormDialog } from "@ui/forms";
import type { LayerProps } from "./threadLayers";

export default function MergeDialog({ it, onClose }: LayerProps) {
  const { ids, list } = useList({ contact: it.contact.id });
  const [chosen, setChosen] = useState<string | null>(null);
  const { actions, store } = runtime();
  const others = ids.flatMap((id) => (id === it.id ? [] : (store.conversations.get(id) ?? [])));
  const none = list.loaded && others.length === 0;
  return (
    <FormDialog
      title={t("key.merge")}
      description={none ? t("merge.none", { name: it.contact.name }) : t("merge.text", { number: it.number })}
      submit={t("merge.submit")}
      danger
      disabled={chosen === null}
      onClose={onClose}
      // The thread leads to the other one as soon as it is told.
      onSend={async () => chosen !== null && actions.merge(it.id, chosen)}
    >
      {() =>
        list.loaded ? (
          <div role="radiogroup" aria-label={t("merge.into")} hidden={none}>
            {others.map((other) => (
              <label key={other.id} className="flex min-h-11 cursor-pointer items-center gap-3 rounded-lg px-2 hover:bg-hover has-checked:bg-sel">
                <input type="radio" name="into" className="size-4 accent-accent" checked={chosen === other.id} onChange={() => setChosen(other.id)} />
                <span className="text-dim tabular-nums">#{other.number}</span>
                <span dir="auto" className="min-w-0 flex-1 truncate">
                  {other.subject ?? other.last_message?.preview ?? ""}
                </span>
                <Badge tone={other.status === "resolved" ? "ok" : "neutral"}>{t(`status.${other.status}`)}</Badge>
              </label>
            ))}
          </div>
        ) : (
          <SkeletonRows rows={2} label={t("state.loading")} />
        )
      }
    </FormDialog>
  );
}
