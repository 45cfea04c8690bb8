// Stands over the page when the session has ended, so that what was typed stays where it is.
import { useLocation, useNavigate } from "@tanstack/react-router";
import { t } from "@i18n";
import { Button, Dialog } from "@ui";

export function SessionEnded() {
  const { href } = useLocation();
  const navigate = useNavigate();
  return (
    <Dialog
      open
      locked
      onOpenChange={() => undefined}
      title={t("session.ended.title")}
      description={t("session.ended.text")}
      footer={
        <Button variant="primary" onClick={() => void navigate({ to: "/sign-in", search: { next: href } })}>
          {t("session.ended.action")}
        </Button>
      }
    />
  );
}
