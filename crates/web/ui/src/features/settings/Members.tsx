// The people of the account: what they may do, what they see, and whether they get in.
import { UsersIcon } from "lucide-react";
import { formatShortDay, t } from "@i18n";
import { api, ifMatch, ok, type Schema } from "@rt/api";
import { useAllowed, useMe } from "@rt/client";
import { Avatar, Badge, MenuItem } from "@ui";
import { cursorOf, useAct } from "@ui/pages";
import { ResourcePage } from "@ui/resource";
import { AccessFields, reachOf, roleOf } from "./access";

type Member = Schema["Member"];
const KEY = ["members"];

const change = (member: Member, body: Schema["PatchMember"]) =>
  ok(api.PATCH("/api/v1/members/{id}", { params: { path: { id: member.user_id }, header: ifMatch(member.version) }, body }));

export function Members() {
  const me = useMe();
  const act = useAct();
  const mayWrite = useAllowed("members:write");
  const mayChange = (row: Member) => mayWrite && row.user_id !== me.user_id;
  return (
    <ResourcePage<Member>
      needs="settings:read"
      title={t("settings.members")}
      text={t("settings.members.text")}
      icon={UsersIcon}
      empty=""
      queryKey={KEY}
      page={(cursor) => ok(api.GET("/api/v1/members", { params: { query: cursorOf(cursor) } }))}
      columns={[
        {
          id: "name",
          title: t("settings.name"),
          bare: true,
          cell: (row) => (
            <span className="flex min-w-0 items-center gap-3">
              <Avatar name={row.name} size={32} />
              <span className="min-w-0">
                <span className="flex items-center gap-2 font-medium">
                  <span className="truncate">{row.name}</span>
                  {row.user_id === me.user_id && <Badge tone="accent">{t("settings.members.you")}</Badge>}
                  {row.disabled_at && <Badge tone="warn">{t("settings.members.disabled")}</Badge>}
                </span>
                <span className="block truncate text-[13px] text-dim">{row.email}</span>
              </span>
            </span>
          ),
        },
        { id: "role", title: t("settings.role"), cell: (row) => t(`role.${row.role}`) },
        { id: "reach", title: t("settings.reach"), cell: (row) => t(`reach.${row.reach}`) },
        { id: "since", title: t("settings.since"), cell: (row) => <span className="whitespace-nowrap text-dim">{formatShortDay(row.created_at)}</span> },
      ]}
      keyOf={(row) => row.user_id}
      nameOf={(row) => row.name}
      mayChange={mayChange}
      items={(row) =>
        mayChange(row) &&
        row.disabled_at && <MenuItem needsServer onSelect={() => void act(() => change(row, { disabled: false }), { done: t("state.saved"), stale: [KEY] })}>{t("settings.members.enable")}</MenuItem>
      }
      form={{
        known: [],
        fields: (row) => row && <AccessFields role={row.role} reach={row.reach} />,
        send: async (data, row) => row && change(row, { role: roleOf(data), reach: reachOf(data) }),
      }}
      removal={{
        verb: t("settings.members.disable"),
        may: (row) => !row.disabled_at,
        title: (row) => t("settings.members.disableTitle", { name: row.name }),
        text: t("settings.members.disableText"),
        done: t("state.saved"),
        run: (row) => change(row, { disabled: true }),
      }}
    />
  );
}
