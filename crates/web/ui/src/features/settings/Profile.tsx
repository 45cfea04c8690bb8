// Who one is here. Name and address belong to the user, whose password is under Security.
import { BadgeCheckIcon, CircleAlertIcon } from "lucide-react";
import { t } from "@i18n";
import { api, ok } from "@rt/api";
import { useMe } from "@rt/client";
import { currentLocale } from "@rt/prefs";
import { Avatar, Badge, Button } from "@ui";
import { useAct } from "@ui/pages";
import { Box, Heading } from "./parts";

export function Profile() {
  const me = useMe();
  const act = useAct();
  const again = () => act(() => ok(api.POST("/api/v1/auth/resend-verification", { body: { email: me.email, locale: currentLocale() } })), { done: t("settings.profile.sent") });
  const rows: [string, React.ReactNode][] = [
    [
      t("settings.email"),
      <span key="email" className="flex flex-wrap items-center gap-2">
        <span className="wrap-any">{me.email}</span>
        {me.email_verified ? (
          <Badge tone="ok" icon={<BadgeCheckIcon size={13} aria-hidden="true" />}>
            {t("settings.profile.verified")}
          </Badge>
        ) : (
          <>
            <Badge tone="warn" icon={<CircleAlertIcon size={13} aria-hidden="true" />}>
              {t("settings.profile.unverified")}
            </Badge>
            <Button size="sm" needsServer onClick={() => void again()}>
              {t("settings.profile.again")}
            </Button>
          </>
        )}
      </span>,
    ],
    [t("settings.account"), me.account_name],
    [t("settings.role"), t(`role.${me.role}`)],
    [t("settings.reach"), t(`reach.${me.reach}`)],
  ];
  return (
    <>
      <Heading title={t("settings.profile")} />
      <Box>
        <div className="flex items-center gap-4">
          <Avatar name={me.name} size={52} />
          <p className="min-w-0 truncate text-lg font-semibold">{me.name}</p>
        </div>
        <dl className="flex flex-col gap-3 border-t border-line pt-4">
          {rows.map(([name, value]) => (
            <div key={name} className="grid grid-cols-[120px_1fr] items-center gap-3 text-sm">
              <dt className="text-dim">{name}</dt>
              <dd className="min-w-0">{value}</dd>
            </div>
          ))}
        </dl>
      </Box>
    </>
  );
}
