// Who belongs to something (a team, an inbox, a conversation's watchers): each box holds at once, and can be taken
// back as it was put.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { t } from "@i18n";
import { allPages, useMembers } from "@rt/catalogs.client";
import { useGone, useMe } from "@rt/client";
import { Avatar, Checkbox, Dialog, ErrorView, SkeletonRows } from "@ui";
import { type Page, useAct } from "@ui/pages";

interface Props {
  title: string;
  description?: string;
  queryKey: string[];
  fetchPage: (cursor: string | undefined) => Promise<Page<{ user_id: string }>>;
  set: (userId: string, on: boolean) => Promise<unknown>;
  readOnly: boolean;
  onClose: () => void;
}

export function MembersDialog({ title, description, queryKey, fetchPage, set, readOnly, onClose }: Props) {
  const act = useAct();
  const gone = useGone();
  const client = useQueryClient();
  const me = useMe();
  const { data: members = [] } = useMembers();
  const people = members.filter((member) => member.role !== "bot" && !member.disabled_at);
  const everybody = [...people.filter((member) => member.user_id === me.user_id), ...people.filter((member) => member.user_id !== me.user_id)];
  const belong = useQuery({ queryKey, staleTime: 0, queryFn: async () => (await allPages(fetchPage)).map((member) => member.user_id) });
  const toggle = async (userId: string, on: boolean) => {
    const before = belong.data ?? [];
    client.setQueryData(queryKey, on ? [...before, userId] : before.filter((id) => id !== userId));
    if (!(await act(() => set(userId, on)))) client.setQueryData(queryKey, before);
  };
  return (
    <Dialog open title={title} description={description} onOpenChange={onClose}>
      {belong.isPending && <SkeletonRows rows={4} label={t("state.loading")} />}
      {belong.error && <ErrorView error={belong.error} onRetry={() => void belong.refetch()} />}
      {belong.data && (
        <ul className="pb-3">
          {everybody.map((member) => (
            <li key={member.user_id}>
              <Checkbox
                tall
                className="py-1.5 max-md:min-h-11"
                checked={belong.data.includes(member.user_id)}
                disabled={readOnly || gone}
                title={gone ? t("net.needsServer") : undefined}
                onChange={(event) => void toggle(member.user_id, event.target.checked)}
                label={
                  <span className="flex items-center gap-2.5">
                    <Avatar name={member.name} size={26} />
                    {member.user_id === me.user_id ? t("nav.you", { name: member.name }) : member.name}
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
