// Signing in, in one or two steps: whoever has a second factor is asked for its code when the first step
// was right. The same for passwords and for mailed links.
import { type ReactNode, useState } from "react";
import { t } from "@i18n";
import { asApiError } from "@rt/problem";
import type { components } from "@rt/schema";
import { adopt } from "@rt/session";
import { Button, FormField, Input } from "@ui";
import { FormError, text, useForm } from "@ui/forms";

type SignedIn = components["schemas"]["SignedIn"];
export type Factor = { code?: string; backup_code?: string };

interface Props {
  /** Called again with a factor when one is needed; keeps what the first step was given. */
  send: (form: FormData, factor: Factor) => Promise<SignedIn>;
  onDone: (answer: SignedIn) => void | Promise<unknown>;
  submit: string;
  children: ReactNode;
  /** Below the button of the first step. */
  after?: ReactNode;
}

export function FactorForm({ send, onDone, submit, children, after }: Props) {
  const [first, setFirst] = useState<FormData | null>(null);
  const [backup, setBackup] = useState(false);
  const form = useForm(async (data) => {
    const factor: Factor = first === null ? {} : backup ? { backup_code: text(data, "backup_code") } : { code: text(data, "code").replaceAll(/\D/g, "") };
    let answer: SignedIn;
    try {
      answer = await send(first ?? data, factor);
    } catch (error) {
      if (first === null && asApiError(error).code === "SECOND_FACTOR_REQUIRED") {
        setFirst(data);
        return;
      }
      throw error;
    }
    adopt(answer);
    await onDone(answer);
  });
  return (
    <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <FormError error={form.error} known={["/code", "/backup_code"]} />
      {first === null && children}
      {first !== null && !backup && (
        <FormField label={t("auth.code")} hint={t("auth.codeHint")} error={form.at("/code")}>
          {(field) => <Input key="code" {...field} name="code" inputMode="numeric" autoComplete="one-time-code" pattern="[0-9 ]{6,8}" maxLength={8} required autoFocus className="font-mono" />}
        </FormField>
      )}
      {first !== null && backup && (
        <FormField label={t("auth.backupCode")} hint={t("auth.backupCodeHint")} error={form.at("/backup_code")}>
          {(field) => <Input key="backup" {...field} name="backup_code" autoComplete="off" autoCapitalize="none" spellCheck={false} required autoFocus className="font-mono" />}
        </FormField>
      )}
      <Button type="submit" variant="primary" size="lg" busy={form.busy}>
        {submit}
      </Button>
      {first === null ? (
        after
      ) : (
        <Button variant="ghost" onClick={() => setBackup(!backup)}>
          {t(backup ? "auth.useCode" : "auth.useBackupCode")}
        </Button>
      )}
    </form>
  );
}
