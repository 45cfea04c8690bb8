// One's password, and the second factor: set it up by a picture or a key, keep the backup codes, turn it
// off. Secrets are on screen while they are asked for, and nowhere else.
import { ShieldCheckIcon, ShieldOffIcon } from "lucide-react";
import { useState } from "react";
import { t } from "@i18n";
import { api, ok } from "@rt/api";
import { useMe, useSession } from "@rt/client";
import { session } from "@rt/session";
import { Badge, Button, FormField, Input, toast } from "@ui";
import { FormDialog, FormError, text, useForm } from "@ui/forms";
import { BackupCodes } from "./BackupCodes";
import { Box, Heading } from "./parts";
import { EnrolDialog } from "./EnrolDialog";

function Password() {
  const [round, setRound] = useState(0);
  const form = useForm(async (data) => {
    await ok(api.POST("/api/v1/auth/change-password", { body: { current_password: String(data.get("current")), new_password: String(data.get("new")) } }));
    setRound(round + 1);
    toast({ text: t("settings.password.done") });
  });
  return (
    <form key={round} onSubmit={form.onSubmit}>
      <Box
        title={t("settings.password")}
        text={t("settings.password.text")}
        foot={
          <Button type="submit" variant="primary" busy={form.busy}>
            {t("settings.password.submit")}
          </Button>
        }
      >
        <FormError error={form.error} known={["/current_password", "/new_password"]} />
        <div className="grid gap-4 md:grid-cols-2">
          <FormField label={t("settings.password.current")} error={form.at("/current_password")}>
            {(field) => <Input {...field} name="current" type="password" autoComplete="current-password" required />}
          </FormField>
          <FormField label={t("settings.password.new")} hint={t("settings.password.hint")} error={form.at("/new_password")}>
            {(field) => <Input {...field} name="new" type="password" autoComplete="new-password" minLength={8} maxLength={128} required />}
          </FormField>
        </div>
      </Box>
    </form>
  );
}

/** The session knows of the factor at its next refresh only; the page shows it at once. */
function noteFactor(on: boolean): void {
  const now = session.get();
  if (now.at === "in") session.set({ at: "in", me: { ...now.me, second_factor: on } });
}

export function Security() {
  const me = useMe();
  const { at } = useSession();
  const [dialog, setDialog] = useState<"enrol" | "disable" | "renew" | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  return (
    <>
      <Heading title={t("settings.security")} />
      {me.second_factor_required && !me.second_factor && (
        <p role="alert" className="rounded-xl bg-warn-soft px-4 py-3 text-sm text-warn">
          {t("settings.totp.needed")}
        </p>
      )}
      <Box
        title={t("settings.totp")}
        text={t("settings.totp.text")}
        foot={
          at === "in" &&
          (me.second_factor ? (
            <>
              <Button onClick={() => setDialog("renew")}>{t("settings.totp.renew")}</Button>
              <Button variant="danger" onClick={() => setDialog("disable")}>
                {t("settings.totp.disable")}
              </Button>
            </>
          ) : (
            <Button variant="primary" onClick={() => setDialog("enrol")}>
              {t("settings.totp.enrol")}
            </Button>
          ))
        }
      >
        <span>
          {me.second_factor ? (
            <Badge tone="ok" icon={<ShieldCheckIcon size={13} aria-hidden="true" />}>
              {t("settings.totp.on")}
            </Badge>
          ) : (
            <Badge icon={<ShieldOffIcon size={13} aria-hidden="true" />}>{t("settings.totp.off")}</Badge>
          )}
        </span>
        {codes && <BackupCodes codes={codes} />}
      </Box>
      <Password />
      {dialog === "enrol" && (
        <EnrolDialog
          onClose={() => setDialog(null)}
          onDone={(fresh) => {
            setDialog(null);
            setCodes(fresh);
            noteFactor(true);
          }}
        />
      )}
      {dialog === "renew" && (
        <FormDialog
          title={t("settings.totp.renew")}
          description={t("settings.totp.renewText")}
          submit={t("settings.totp.renewSubmit")}
          known={["/code"]}
          onClose={() => setDialog(null)}
          onSend={async (data) => {
            const answer = await ok(api.POST("/api/v1/auth/totp/backup-codes", { body: { code: text(data, "code") } }));
            setCodes(answer.backup_codes);
          }}
        >
          {(at) => (
            <FormField label={t("settings.totp.code")} error={at("/code")}>
              {(field) => <Input {...field} name="code" inputMode="numeric" autoComplete="one-time-code" maxLength={6} required autoFocus className="font-mono" />}
            </FormField>
          )}
        </FormDialog>
      )}
      {dialog === "disable" && (
        <FormDialog
          title={t("settings.totp.disable")}
          description={t("settings.totp.disableText")}
          submit={t("settings.totp.disable")}
          danger
          known={["/password", "/code"]}
          onClose={() => setDialog(null)}
          onSend={async (data) => {
            await ok(api.POST("/api/v1/auth/totp/disable", { body: { password: String(data.get("password")), code: text(data, "code") } }));
            setCodes(null);
            noteFactor(false);
          }}
        >
          {(at) => (
            <>
              <FormField label={t("settings.password.current")} error={at("/password")}>
                {(field) => <Input {...field} name="password" type="password" autoComplete="current-password" required autoFocus />}
              </FormField>
              <FormField label={t("settings.totp.code")} error={at("/code")}>
                {(field) => <Input {...field} name="code" inputMode="numeric" autoComplete="one-time-code" maxLength={6} required className="font-mono" />}
              </FormField>
            </>
          )}
        </FormDialog>
      )}
    </>
  );
}
