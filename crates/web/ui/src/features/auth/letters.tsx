// Pages that ask for a letter: a forgotten password, a link to sign in by. Whether the address is known
// is not told, here as little as by the server.
import { MailCheckIcon } from "lucide-react";
import { useState } from "react";
import { t } from "@i18n";
import { api, ok } from "@rt/api";
import { currentLocale } from "@rt/prefs";
import { Button, EmptyState, FormField, Input } from "@ui";
import { FormError, text, useForm } from "@ui/forms";
import { AuthLink, AuthPage } from "./AuthPage";

type Path = "/api/v1/auth/forgot-password" | "/api/v1/auth/magic-link" | "/api/v1/auth/resend-verification";

export function LetterForm({ path, submit }: { path: Path; submit: string }) {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useForm(async (data) => {
    const email = text(data, "email");
    await ok(api.POST(path, { body: { email, locale: currentLocale() } }));
    setSentTo(email);
  });
  if (sentTo !== null) {
    return (
      <div role="status">
        <EmptyState icon={<MailCheckIcon size={22} />} title={t("auth.letter.sent")} text={t("auth.letter.sentText", { email: sentTo })} action={<Button onClick={() => setSentTo(null)}>{t("auth.letter.again")}</Button>} />
      </div>
    );
  }
  return (
    <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <FormError error={form.error} known={["/email"]} />
      <FormField label={t("auth.email")} error={form.at("/email")}>
        {(field) => <Input {...field} name="email" type="email" autoComplete="username" required autoFocus />}
      </FormField>
      <Button type="submit" variant="primary" size="lg" busy={form.busy}>
        {submit}
      </Button>
    </form>
  );
}

export function ForgotPassword() {
  return (
    <AuthPage title={t("auth.forgot.title")} text={t("auth.forgot.text")} foot={<AuthLink to="/sign-in">{t("auth.backToSignIn")}</AuthLink>}>
      <LetterForm path="/api/v1/auth/forgot-password" submit={t("auth.forgot.submit")} />
    </AuthPage>
  );
}

export function LinkGone({ again }: { again?: "/forgot-password" | "/magic-link" }) {
  return (
    <AuthPage title={t("auth.gone.title")} text={t("auth.gone.text")}>
      <div className="flex flex-wrap gap-4 text-sm">
        {again && <AuthLink to={again}>{t("auth.gone.again")}</AuthLink>}
        <AuthLink to="/sign-in">{t("auth.backToSignIn")}</AuthLink>
      </div>
    </AuthPage>
  );
}
