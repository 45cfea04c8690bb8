// The accounts of a person who is in several, in their menu. Another account is another app: whatever was
// shown or cached of the former goes (queries.ts, the shell's key).
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { BuildingIcon } from "lucide-react";
import { t } from "@i18n";
import { api, ok } from "@rt/api";
import { useMe } from "@rt/client";
import { adopt } from "@rt/session";
import { errorText, MenuItem, MenuLabel, MenuSeparator, toast } from "@ui";

export function AccountMenu() {
  const me = useMe();
  const navigate = useNavigate();
  const accounts = useQuery({ queryKey: ["own-accounts"], queryFn: () => ok(api.GET("/api/v1/auth/accounts")) });
  const items = accounts.data?.items ?? [];
  if (items.length < 2) return null;
  const change = async (account_id: string) => {
    try {
      const answer = await ok(api.POST("/api/v1/auth/switch-account", { body: { account_id, transport: "cookie" } }));
      await navigate({ to: "/inbox" });
      adopt(answer);
    } catch (error) {
      toast({ text: errorText(error), tone: "error" });
    }
  };
  return (
    <>
      <MenuLabel>{t("nav.accounts")}</MenuLabel>
      {items.map((account) => (
        <MenuItem
          key={account.account_id}
          icon={<BuildingIcon size={16} aria-hidden="true" />}
          checked={account.account_id === me.account_id}
          disabled={account.disabled || account.status !== "active"}
          onSelect={() => {
            if (account.account_id !== me.account_id) void change(account.account_id);
          }}
        >
          {account.name}
        </MenuItem>
      ))}
      <MenuSeparator />
    </>
  );
}
