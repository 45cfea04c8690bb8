// Who watches a conversation. The server tells how many do and whether the caller does, not who: so a
// colleague is named, and put on or taken off. Lazy.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "@i18n";
import { api, ok } from "@rt/api";
import { useMembers } from "@rt/catalogs.client";
import { useMe } from "@rt/client";
import { runtime } from "@rt/runtime";
import { Button, Dialog, FormField, Select, Switch, toast } from "@ui";
import type { LayerProps } from "./threadLayers";
import { attempt } from "./useActs";

export default function WatchDialog({ it, onClose }: LayerProps) {
  const me = useMe();
  const client = useQueryClient();
  const { data: members = [] } = useMembers();
  const key = ["watching", it.id];
  const mine = useQuery({
    queryKey: key,
    staleTime: 0,
    queryFn: async () => {
      const filter = { all: [{ field: "number", op: "eq" as const, value: it.number }, { field: "participant", op: "eq" as const, value: true }] };
      return (await ok(api.POST("/api/v1/conversations/filter", { body: { filter, limit: 1 } }))).items.length > 0;
    },
  });
  const others = members.filter((member) => member.user_id !== me.user_id && member.disabled_at === null);
  const [chosen, setChosen] = useState("");
  const [busy, setBusy] = useState(false);
  const set = async (user: string, on: boolean): Promise<boolean> => {
    setBusy(true);
    const done = await attempt(() => runtime().actions.participate(it.id, user, on));
    setBusy(false);
    return done;
  };
  const setMine = async (on: boolean) => {
    client.setQueryData(key, on);
    if (!(await set(me.user_id, on))) await client.invalidateQueries({ queryKey: key });
  };
  const setOther = async (on: boolean) => {
    const name = others.find((member) => member.user_id === chosen)?.name ?? "";
    const before = it.participant_count;
    if (!(await set(chosen, on))) return;
    const changed = runtime().store.conversations.get(it.id)?.participant_count !== before;
    toast({ text: t(on ? (changed ? "watch.added" : "watch.already") : changed ? "watch.removed" : "watch.notYet", { name }) });
  };
  return (
    <Dialog open title={t("key.watch")} description={t("watch.count", { count: it.participant_count })} onOpenChange={onClose} footer={<Button onClick={onClose}>{t("action.close")}</Button>}>
      <div className="flex flex-col gap-4 pb-2">
        <Switch label={t("watch.me")} checked={mine.data ?? false} disabled={mine.data === undefined || busy} onChange={(on) => void setMine(on)} />
        {others.length > 0 && (
          <FormField label={t("watch.colleague")}>
            {(field) => (
              <Select {...field} value={chosen} onChange={(event) => setChosen(event.target.value)}>
                <option value="">{t("assign.nobody")}</option>
                {others.map((member) => (
                  <option key={member.user_id} value={member.user_id}>
                    {member.name}
                  </option>
                ))}
              </Select>
            )}
          </FormField>
        )}
        {chosen !== "" && (
          <div className="flex justify-end gap-2">
            <Button disabled={busy} onClick={() => void setOther(false)}>
              {t("watch.remove")}
            </Button>
            <Button variant="primary" disabled={busy} onClick={() => void setOther(true)}>
              {t("watch.add")}
            </Button>
          </div>
        )}
      </div>
    </Dialog>
  );
}
