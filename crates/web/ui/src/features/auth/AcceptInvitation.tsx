// Joining a team by the link of an invitation, which says who invites whom. Somebody new chooses a name and a
// password; whoever has a user already only joins.
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { t } from "@i18n";
import { api, ok, type Schema } from "@rt/api";
import { asApiError } from "@rt/problem";
import { Button, FormField, Input, Spinner } from "@ui";
import { FormError, text, useForm } from "@ui/forms";
import { AuthLink, AuthPage, useLetterToken } from "./AuthPage";
import { LinkGone } from "./letters";
import { NewPassword } from "./NewPassword";
import { PasswordForm } from "./PasswordForm";

export function AcceptInvitation() {
  const token = useLetterToken();
  const invitation = useQuery({
    queryKey: ["invitation", token],
    enabled: token !== null,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: () => ok(api.POST("/api/v1/auth/invitation", { body: { token: token ?? "" } })),
  });
  if (token === null || isGone(invitation.error)) return <LinkGone />;
  if (invitation.data) return <Join token={token} invitation={invitation.data} />;
  return (
    <AuthPage title={t("auth.invite.title")} foot={<ToSignIn />}>
      {invitation.error ? (
        <>
          <FormError error={invitation.error} />
          <Button busy={invitation.isFetching} onClick={() => void invitation.refetch()}>
            {t("action.retry")}
          </Button>
        </>
      ) : (
        <span role="status" aria-label={t("state.loading")}>
          <Spinner />
        </span>
      )}
    </AuthPage>
  );
}

function Join({ token, invitation }: { token: string; invitation: Schema["OpenInvitation"] }) {
  const navigate = useNavigate();
  const [joined, setJoined] = useState(false);
  const { account_name: account, email, inviter, is_new_user: isNew } = invitation;
  const form = useForm(async (data) => {
    const who = isNew ? { name: text(data, "name"), password: String(data.get("password")) } : {};
    await ok(api.POST("/api/v1/auth/accept-invitation", { body: { token, ...who } }));
    setJoined(true);
  });
  // It may have been taken back, or accepted elsewhere, since this page was opened.
  if (isGone(form.error)) return <LinkGone />;
  if (joined) {
    return (
      <AuthPage title={t("auth.invite.done")} text={t("auth.invite.doneText", { email })}>
        <PasswordForm email={email} onDone={() => navigate({ to: "/inbox", replace: true })} />
      </AuthPage>
    );
  }
  return (
    <AuthPage title={t("auth.invite.title")} text={t("auth.invite.from", { inviter, email, account })} foot={<ToSignIn />}>
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <p className="text-sm text-dim">{t(isNew ? "auth.invite.text" : "auth.invite.knownText")}</p>
        <FormError error={form.error} known={isNew ? ["/name", "/password"] : []} />
        {isNew && (
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
      </form>
    </AuthPage>
  );
}

const isGone = (error: unknown) => error !== null && asApiError(error).code === "LINK_INVALID";

function ToSignIn() {
  return <AuthLink to="/sign-in">{t("auth.backToSignIn")}</AuthLink>;
}
