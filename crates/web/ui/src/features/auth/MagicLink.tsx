// Sign in by a mailed link. Opening the link is not enough: mail filters open links too, so a button
// redeems it.
import { useNavigate } from "@tanstack/react-router";
import { t } from "@i18n";
import { api, ok } from "@rt/api";
import { AuthLink, AuthPage, useLetterToken } from "./AuthPage";
import { FactorForm } from "./factor";
import { LetterForm } from "./letters";

export function MagicLink() {
  const token = useLetterToken();
  const navigate = useNavigate();
  if (token === null) {
    return (
      <AuthPage title={t("auth.magic.title")} text={t("auth.magic.text")} foot={<AuthLink to="/sign-in">{t("auth.backToSignIn")}</AuthLink>}>
        <LetterForm path="/api/v1/auth/magic-link" submit={t("auth.magic.submit")} />
      </AuthPage>
    );
  }
  return (
    <AuthPage title={t("auth.magic.redeemTitle")} text={t("auth.magic.redeemText")} foot={<AuthLink to="/magic-link">{t("auth.gone.again")}</AuthLink>}>
      <FactorForm
        submit={t("auth.signIn.submit")}
        send={(_form, factor) => ok(api.POST("/api/v1/auth/magic-link/redeem", { body: { token, transport: "cookie", ...factor } }))}
        onDone={() => navigate({ to: "/inbox", replace: true })}
      >
        {null}
      </FactorForm>
    </AuthPage>
  );
}
