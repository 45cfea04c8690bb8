// A new password, by the link of a letter. Ends all sessions of the person; they sign in anew.
import { useState } from "react";
import { t } from "@i18n";
import { api, ok } from "@rt/api";
import { asApiError } from "@rt/problem";
import { Button } from "@ui";
import { FormError, useForm } from "@ui/forms";
import { AuthLink, AuthPage, useLetterToken } from "./AuthPage";
import { LinkGone } from "./letters";
import { NewPassword } from "./NewPassword";

export function ResetPassword() {
  const token = useLetterToken();
  const [done, setDone] = useState(false);
  const form = useForm(async (data) => {
    await ok(api.POST("/api/v1/auth/reset-password", { body: { token: token ?? "", password: String(data.get("password")) } }));
    setDone(true);
  });
  if (token === null || (form.error !== null && asApiError(form.error).code === "LINK_INVALID")) return <LinkGone again="/forgot-password" />;
  if (done) {
    return (
      <AuthPage title={t("auth.reset.done")} text={t("auth.reset.doneText")}>
        <AuthLink to="/sign-in">{t("auth.signIn.submit")}</AuthLink>
      </AuthPage>
    );
  }
  return (
    <AuthPage title={t("auth.reset.title")} text={t("auth.reset.text")}>
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <FormError error={form.error} known={["/password"]} />
        <NewPassword error={form.at("/password")} />
        <Button type="submit" variant="primary" size="lg" busy={form.busy}>
          {t("auth.reset.submit")}
        </Button>
      </form>
    </AuthPage>
  );
}
