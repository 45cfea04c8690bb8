// A tenant of one's own. The server answers the same whether the address is known or not, so this page
// only says that a letter is on its way.
import { MailCheckIcon } from "lucide-react";
import { useState } from "react";
import { t } from "@i18n";
import { api, ok } from "@rt/api";
import { currentLocale } from "@rt/prefs";
import { Button, EmptyState, FormField, Input } from "@ui";
import { FormError, text, useForm } from "@ui/forms";
import { AuthLink, AuthPage } from "./AuthPage";
import { NewPassword } from "./NewPassword";

export function Register() {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useForm(async (data) => {
    const email = text(data, "email");
    await ok(
      api.POST("/api/v1/auth/register", {
        body: { account_name: text(data, "account"), name: text(data, "name"), email, password: String(data.get("password")), locale: currentLocale() },
      }),
    );
    setSentTo(email);
  });
  return (
    <AuthPage title={t("auth.register.title")} text={sentTo === null ? t("auth.register.text") : undefined} foot={<AuthLink to="/sign-in">{t("auth.backToSignIn")}</AuthLink>}>
      {sentTo === null ? (
        <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
          <FormError error={form.error} known={["/account_name", "/name", "/email", "/password"]} />
          <FormField label={t("auth.register.account")} error={form.at("/account_name")}>
            {(field) => <Input {...field} name="account" autoComplete="organization" maxLength={120} required autoFocus />}
          </FormField>
          <FormField label={t("auth.name")} error={form.at("/name")}>
            {(field) => <Input {...field} name="name" autoComplete="name" maxLength={120} required />}
          </FormField>
          <FormField label={t("auth.email")} error={form.at("/email")}>
            {(field) => <Input {...field} name="email" type="email" autoComplete="username" maxLength={254} required />}
          </FormField>
          <NewPassword error={form.at("/password")} />
          <Button type="submit" variant="primary" size="lg" busy={form.busy}>
            {t("auth.register.submit")}
          </Button>
        </form>
      ) : (
        <div role="status">
          <EmptyState icon={<MailCheckIcon size={22} />} title={t("auth.letter.sent")} text={t("auth.register.sent", { email: sentTo })} />
        </div>
      )}
    </AuthPage>
  );
}
