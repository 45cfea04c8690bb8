// Stands over the page when the session has ended, so that what was typed stays where it is: signing in
// happens here. Lazy.
import { useNavigate } from "@tanstack/react-router";
import { t } from "@i18n";
import { useMe } from "@rt/client";
import { Button, Dialog } from "@ui";
import { PasswordForm } from "../features/auth/PasswordForm";

export default function SessionEnded() {
  const { email } = useMe();
  const navigate = useNavigate();
  return (
    <Dialog open locked onOpenChange={() => undefined} title={t("session.ended.title")} description={t("session.ended.as", { email })}>
      <div className="flex flex-col gap-2 pt-1 pb-3">
        <PasswordForm email={email} onDone={() => undefined} />
        <Button variant="ghost" onClick={() => void navigate({ to: "/sign-in", search: { next: location.pathname + location.search } })}>
          {t("session.ended.other")}
        </Button>
      </div>
    </Dialog>
  );
}
