// Sign in with a password, or go to one of the other ways in. The refresh token goes into a cookie that
// scripts cannot read.
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { MailIcon } from "lucide-react";
import { useState } from "react";
import { t } from "@i18n";
import { api, ok } from "@rt/api";
import { Button, errorText } from "@ui";
import { AuthLink, AuthPage } from "./AuthPage";
import { rememberNext } from "./next";
import { PasswordForm } from "./PasswordForm";

const LOOK = "inline-flex h-11 items-center justify-center gap-2 rounded-lg border border-line bg-panel px-5 text-[15px] font-medium hover:bg-hover";

function Providers() {
  const { next } = useSearch({ from: "/sign-in" });
  const [error, setError] = useState<unknown>(null);
  const [leaving, setLeaving] = useState<string | null>(null);
  const providers = useQuery({ queryKey: ["identity-providers"], queryFn: () => ok(api.GET("/api/v1/auth/oidc")), retry: false });
  const leave = async (provider: string) => {
    setLeaving(provider);
    setError(null);
    try {
      const { url } = await ok(api.POST("/api/v1/auth/oidc/{provider}", { params: { path: { provider } } }));
      rememberNext(next);
      location.assign(url);
    } catch (failure) {
      setError(failure);
      setLeaving(null);
    }
  };
  return (
    <>
      {(providers.data?.items ?? []).map((name) => (
        <Button key={name} size="lg" needsServer busy={leaving === name} onClick={() => void leave(name)}>
          {t("auth.signIn.with", { name: name.charAt(0).toLocaleUpperCase() + name.slice(1) })}
        </Button>
      ))}
      {error !== null && (
        <p role="alert" className="text-sm text-danger">
          {errorText(error)}
        </p>
      )}
    </>
  );
}

export function SignIn() {
  const { next } = useSearch({ from: "/sign-in" });
  const navigate = useNavigate();
  return (
    <AuthPage
      title={t("auth.signIn.title")}
      foot={
        <span className="flex items-center gap-1.5">
          {t("auth.signIn.new")} <AuthLink to="/register">{t("auth.register.link")}</AuthLink>
        </span>
      }
    >
      <PasswordForm
        onDone={({ user }) =>
          user.second_factor_required && !user.second_factor
            ? navigate({ to: "/settings/security", replace: true })
            : navigate({ to: next ?? "/inbox", replace: true })
        }
        after={
          <span className="self-center text-sm">
            <AuthLink to="/forgot-password">{t("auth.forgot.link")}</AuthLink>
          </span>
        }
      />
      <div className="flex items-center gap-3 text-xs text-dim">
        <span className="h-px flex-1 bg-line" />
        {t("auth.or")}
        <span className="h-px flex-1 bg-line" />
      </div>
      <div className="flex flex-col gap-2">
        <Providers />
        <Link to="/magic-link" className={LOOK}>
          <MailIcon size={17} aria-hidden="true" />
          {t("auth.magic.link")}
        </Link>
      </div>
    </AuthPage>
  );
}
