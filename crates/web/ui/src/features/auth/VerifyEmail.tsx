// Confirms an address by the link of a letter, on a press: mail filters open links too. Without a link it
// asks for another letter.
import { MailCheckIcon } from "lucide-react";
import { useState } from "react";
import { t } from "@i18n";
import { api, ok } from "@rt/api";
import { Button, EmptyState } from "@ui";
import { FormError, useForm } from "@ui/forms";
import { AuthLink, AuthPage, useLetterToken } from "./AuthPage";
import { LetterForm } from "./letters";

export function VerifyEmail() {
  const token = useLetterToken();
  const [done, setDone] = useState(false);
  const form = useForm(async () => {
    await ok(api.POST("/api/v1/auth/verify-email", { body: { token: token ?? "" } }));
    setDone(true);
  });
  const back = <AuthLink to="/sign-in">{t("auth.backToSignIn")}</AuthLink>;
  if (done) {
    return (
      <AuthPage title={t("auth.verify.title")} foot={back}>
        <div role="status">
          <EmptyState icon={<MailCheckIcon size={22} />} title={t("auth.verify.done")} />
        </div>
      </AuthPage>
    );
  }
  if (token === null || form.error !== null) {
    return (
      <AuthPage title={t("auth.verify.title")} text={t("auth.verify.againText")} foot={back}>
        <FormError error={form.error} />
        <LetterForm path="/api/v1/auth/resend-verification" submit={t("auth.verify.again")} />
      </AuthPage>
    );
  }
  return (
    <AuthPage title={t("auth.verify.title")} text={t("auth.verify.text")} foot={back}>
      <form onSubmit={form.onSubmit} className="flex flex-col">
        <Button type="submit" variant="primary" size="lg" busy={form.busy}>
          {t("auth.verify.submit")}
        </Button>
      </form>
    </AuthPage>
  );
}
