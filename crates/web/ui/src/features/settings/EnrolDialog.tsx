// Setting up a second factor in three steps: the password, the picture for the authenticator app, and its
// first code, which proves that it was taken.
import { useState } from "react";
import { encode } from "uqr";
import { t } from "@i18n";
import { api, ok } from "@rt/api";
import { FormField, Input, KeyOnce } from "@ui";
import { FormDialog, text } from "@ui/forms";

/** Dark on light whatever the theme: cameras want it so. */
function Picture({ uri }: { uri: string }) {
  const { data, size } = encode(uri, { ecc: "M", border: 3 });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  return (
    <svg role="img" aria-label={t("settings.totp.picture")} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" className="size-48 self-center rounded-xl bg-white">
      <path d={path} fill="#000" />
    </svg>
  );
}

export function EnrolDialog({ onClose, onDone }: { onClose: () => void; onDone: (codes: string[]) => void }) {
  const [enrolment, setEnrolment] = useState<{ secret: string; uri: string } | null>(null);
  if (enrolment === null) {
    return (
      <FormDialog
        key="password"
        title={t("settings.totp.enrol")}
        description={t("settings.totp.passwordText")}
        submit={t("settings.totp.next")}
        known={["/password"]}
        onClose={() => undefined}
        onCancel={onClose}
        onSend={async (data) => setEnrolment(await ok(api.POST("/api/v1/auth/totp", { body: { password: String(data.get("password")) } })))}
      >
        {(at) => (
          <FormField label={t("settings.password.current")} error={at("/password")}>
            {(field) => <Input {...field} name="password" type="password" autoComplete="current-password" required autoFocus />}
          </FormField>
        )}
      </FormDialog>
    );
  }
  return (
    <FormDialog
      key="code"
      title={t("settings.totp.enrol")}
      description={t("settings.totp.scan")}
      submit={t("settings.totp.confirm")}
      known={["/code"]}
      onClose={() => undefined}
      onCancel={onClose}
      onSend={async (data) => {
        const answer = await ok(api.POST("/api/v1/auth/totp/confirm", { body: { code: text(data, "code") } }));
        onDone(answer.backup_codes);
      }}
    >
      {(at) => (
        <>
          <Picture uri={enrolment.uri} />
          <KeyOnce label={t("settings.totp.key")} secret={enrolment.secret} />
          <FormField label={t("settings.totp.code")} error={at("/code")}>
            {(field) => <Input {...field} name="code" inputMode="numeric" autoComplete="one-time-code" maxLength={6} required autoFocus className="font-mono" />}
          </FormField>
        </>
      )}
    </FormDialog>
  );
}
