// Who belongs to a team or an inbox: each box holds at once, and can be taken back as it was put.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { t } from "@i18n";
import type { Schema } from "@rt/api";
import { allPages } from "@rt/catalogs.client";
import { useGone } from "@rt/client";
import { Avatar, Checkbox, Dialog, ErrorView, SkeletonRows } from "@ui";
import { type Page, useAct } from "@ui/pages";
import { useMembers } from "./parts";

interface Props {
  title: string;
  queryKey: string[];
  fetchPage: (cursor: string | undefined) => Promise<Page<Schema["Member"]>>;
  set: (userId: string, on: boolean) => Promise<unknown>;
  readOnly: boolean;
  onClose: () => void;
}

export function MembersDialog({ title, queryKey, fetchPage, set, readOnly, onClose }: Props) {
  const act = useAct();
  const gone = useGone();
  const client = useQueryClient();
  const everybody = useMembers().filter((member) => member.role !== "bot" && !member.disabled_at);
  const belong = useQuery({ queryKey, queryFn: async () => (await allPages(fetchPage)).map((member) => member.user_id) });
  const toggle = async (userId: string, on: boolean) => {
    const before = belong.data ?? [];
    client.setQueryData(queryKey, on ? [...before, userId] : before.filter((id) => id !== userId));
    if (!(await act(() => set(userId, on)))) client.setQueryData(queryKey, before);
  };
  return (
    <Dialog open title={title} onOpenChange={onClose}>
      {belong.isPending && <SkeletonRows rows={4} label={t("state.loading")} />}
      {belong.error && <ErrorView error={belong.error} onRetry={() => void belong.refetch()} />}
      {belong.data && (
        <ul className="pb-3">
          {everybody.map((member) => (
            <li key={member.user_id}>
              <Checkbox
                className="items-center py-1.5 max-md:min-h-11"
                checked={belong.data.includes(member.user_id)}
                disabled={readOnly || gone}
                title={gone ? t("net.needsServer") : undefined}
                onChange={(event) => void toggle(member.user_id, event.target.checked)}
                label={
                  <span className="flex items-center gap-2.5">
                    <Avatar name={member.name} size={26} />
                    {member.name}
                  </span>
                }
              />
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
