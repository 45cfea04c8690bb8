// Joining a team by the link of an invitation. Somebody new chooses a name and a password; whoever has a
// user already only joins, which is tried first by leaving both empty.
import { useState } from "react";
import { t } from "@i18n";
import { api, ok } from "@rt/api";
import { asApiError } from "@rt/problem";
import { Button, FormField, Input } from "@ui";
import { FormError, text, useForm } from "@ui/forms";
import { AuthLink, AuthPage, useLetterToken } from "./AuthPage";
import { LinkGone } from "./letters";
import { NewPassword } from "./NewPassword";
import { PasswordForm } from "./PasswordForm";
import { useNavigate } from "@tanstack/react-router";

export function AcceptInvitation() {
  const token = useLetterToken();
  const navigate = useNavigate();
  const [fresh, setFresh] = useState(true);
  const [email, setEmail] = useState<string | null>(null);
  const form = useForm(async (data) => {
    const who = fresh ? { name: text(data, "name"), password: String(data.get("password")) } : {};
    const accepted = await ok(api.POST("/api/v1/auth/accept-invitation", { body: { token: token ?? "", ...who } }));
    setEmail(accepted.email);
  });
  if (token === null || (form.error !== null && asApiError(form.error).code === "LINK_INVALID")) return <LinkGone />;
  if (email !== null) {
    return (
      <AuthPage title={t("auth.invite.done")} text={t("auth.invite.doneText", { email })}>
        <PasswordForm email={email} onDone={() => navigate({ to: "/inbox", replace: true })} />
      </AuthPage>
    );
  }
  return (
    <AuthPage title={t("auth.invite.title")} text={t(fresh ? "auth.invite.text" : "auth.invite.knownText")} foot={<AuthLink to="/sign-in">{t("auth.backToSignIn")}</AuthLink>}>
      <form key={String(fresh)} onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <FormError error={form.error} known={fresh ? ["/name", "/password"] : []} />
        {fresh && (
          <>
            <FormField label={t("auth.name")} error={form.at("/name")}>
              {(field) => <Input {...field} name="name" autoComplete="name" maxLength={120} required autoFocus />}
            </FormField>
            <NewPassword error={form.at("/password")} />
          </>
        )}
        <Button type="submit" variant="primary" size="lg" busy={form.busy}>
          {t("auth.invite.submit")}
        </Button>
        <Button variant="ghost" onClick={() => setFresh(!fresh)}>
          {t(fresh ? "auth.invite.known" : "auth.invite.new")}
        </Button>
      </form>
    </AuthPage>
  );
}
