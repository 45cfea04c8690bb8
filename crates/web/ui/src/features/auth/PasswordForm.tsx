// Address and password. Used by the sign-in page and, with the address given, over a page whose session
// has ended.
import type { components } from "@rt/schema";
import { t } from "@i18n";
import { api, ok } from "@rt/api";
import { FormField, Input } from "@ui";
import { text } from "@ui/forms";
import type { ReactNode } from "react";
import { FactorForm } from "./factor";

interface Props {
  email?: string;
  onDone: (answer: components["schemas"]["SignedIn"]) => void | Promise<unknown>;
  after?: ReactNode;
}

export function PasswordForm({ email, onDone, after }: Props) {
  return (
    <FactorForm
      submit={t("auth.signIn.submit")}
      onDone={onDone}
      after={after}
      send={(form, factor) =>
        ok(api.POST("/api/v1/auth/login", { body: { email: text(form, "email"), password: String(form.get("password")), transport: "cookie", ...factor } }))
      }
    >
      <FormField label={t("auth.email")}>
        {(field) => <Input {...field} name="email" type="email" autoComplete="username" required autoFocus={email === undefined} defaultValue={email} readOnly={email !== undefined} />}
      </FormField>
      <FormField label={t("auth.password")}>{(field) => <Input {...field} name="password" type="password" autoComplete="current-password" required autoFocus={email !== undefined} />}</FormField>
    </FactorForm>
  );
}
