// A field for a password that is being chosen: says what is asked of it, and shows it on demand.
import { EyeIcon, EyeOffIcon } from "lucide-react";
import { useState } from "react";
import { t } from "@i18n";
import { FormField, IconButton, Input } from "@ui";

export function NewPassword({ name = "password", label, error, optional }: { name?: string; label?: string; error: string | null; optional?: string }) {
  const [shown, setShown] = useState(false);
  return (
    <FormField label={label ?? t("auth.newPassword")} hint={t("auth.newPasswordHint")} error={error} {...(optional ? { optional } : {})}>
      {(field) => (
        <span className="relative block">
          <Input {...field} name={name} type={shown ? "text" : "password"} autoComplete="new-password" minLength={15} maxLength={128} required={!optional} className="pe-9" />
          <IconButton
            label={t(shown ? "auth.hidePassword" : "auth.showPassword")}
            icon={shown ? <EyeOffIcon size={16} /> : <EyeIcon size={16} />}
            tip={false}
            size="sm"
            onClick={() => setShown(!shown)}
            className="absolute end-1 top-1/2 -translate-y-1/2"
          />
        </span>
      )}
    </FormField>
  );
}
