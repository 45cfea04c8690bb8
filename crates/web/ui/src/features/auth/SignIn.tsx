// Sign in with address and password. The refresh token goes into a cookie that scripts cannot read.
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { t } from "@i18n";
import { api, ok } from "@rt/api";
import { adopt } from "@rt/session";
import { Button, errorText, FormField, Input } from "@ui";

export function SignIn() {
  const { next } = useSearch({ from: "/sign-in" });
  const navigate = useNavigate();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    try {
      adopt(await ok(api.POST("/api/v1/auth/login", { body: { email: String(form.get("email")), password: String(form.get("password")), transport: "cookie" } })));
      await navigate({ to: next ?? "/inbox", replace: true });
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <main id="main" className="flex min-h-full items-center justify-center p-4">
      <form onSubmit={(event) => void submit(event)} className="flex w-full max-w-[400px] flex-col gap-4 rounded-2xl border border-line bg-panel p-7">
        <div className="flex items-center gap-3">
          <img src="/icon.svg" alt="" width={36} height={36} />
          <h1 className="text-xl font-semibold">{t("auth.signIn.title")}</h1>
        </div>
        {error !== null && (
          <p role="alert" className="rounded-lg bg-danger-soft px-3 py-2 text-sm text-danger">
            {errorText(error)}
          </p>
        )}
        <FormField label={t("auth.email")}>{(field) => <Input {...field} name="email" type="email" autoComplete="username" required autoFocus />}</FormField>
        <FormField label={t("auth.password")}>{(field) => <Input {...field} name="password" type="password" autoComplete="current-password" required />}</FormField>
        <Button type="submit" variant="primary" size="lg" busy={busy}>
          {t("auth.signIn.submit")}
        </Button>
      </form>
    </main>
  );
}
