// Who one is here, and the language one is spoken to in. The password is under Security.
import { useQueryClient } from "@tanstack/react-query";
import { BadgeCheckIcon, CircleAlertIcon } from "lucide-react";
import { t } from "@i18n";
import { api, ok, type Schema } from "@rt/api";
import { catalogKeys } from "@rt/catalogs.client";
import { useMe } from "@rt/client";
import { currentLocale } from "@rt/prefs";
import { adoptMe, type Me } from "@rt/session";
import { Avatar, Badge, Button, FormField, Input, toast } from "@ui";
import { FormError, text, useForm } from "@ui/forms";
import { useAct } from "@ui/pages";
import { LanguageSelect } from "./languages";
import { Box, Heading } from "./parts";

function Own({ me }: { me: Me }) {
  const client = useQueryClient();
  const form = useForm(async (data) => {
    const body = { name: text(data, "name"), locale: text(data, "locale") as Schema["Locale"] };
    adoptMe(await ok(api.PATCH("/api/v1/auth/me", { body })));
    await client.invalidateQueries({ queryKey: catalogKeys.members });
    toast({ text: t("state.saved") });
  });
  return (
    <form onSubmit={form.onSubmit}>
      <Box
        foot={
          <Button type="submit" variant="primary" busy={form.busy}>
            {t("action.save")}
          </Button>
        }
      >
        <FormError error={form.error} known={["/name"]} />
        <div className="flex items-center gap-4">
          <Avatar name={me.name} size={52} />
          <p className="min-w-0 truncate text-lg font-semibold">{me.name}</p>
        </div>
        <div className="grid gap-4 md:grid-cols-2">
          <FormField label={t("settings.name")} hint={t("settings.profile.nameHint")} error={form.at("/name")}>
            {(field) => <Input {...field} name="name" maxLength={120} autoComplete="name" required defaultValue={me.name} />}
          </FormField>
          <FormField label={t("settings.language")} hint={t("settings.profile.languageHint")}>
            {(field) => <LanguageSelect field={field} name="locale" value={me.locale} />}
          </FormField>
        </div>
      </Box>
    </form>
  );
}

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
      <Own key={me.name + me.locale} me={me} />
      <Box>
        <dl className="flex flex-col gap-3">
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
