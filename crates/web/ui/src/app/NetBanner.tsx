// Tells when the connection is lost, how many messages wait, and how many events were caught up. Short
// cuts stay quiet.
import { CloudOffIcon, RefreshCwIcon } from "lucide-react";
import { useEffect } from "react";
import { t } from "@i18n";
import { useGone, useNet, useWaiting } from "@rt/client";
import { retryNow, setNet } from "@rt/net";
import { Button } from "@ui";

const TOLD = 4000;

export function NetBanner() {
  const { link, caughtUp, outdated } = useNet();
  const gone = useGone();
  const waiting = useWaiting();
  useEffect(() => {
    if (caughtUp === null) return;
    const timer = setTimeout(() => setNet({ caughtUp: null }), TOLD);
    return () => clearTimeout(timer);
  }, [caughtUp]);

  let content = null;
  if (outdated) {
    content = (
      <>
        <RefreshCwIcon size={16} aria-hidden="true" />
        {t("net.outdated")}
        <Button size="sm" variant="ghost" onClick={() => location.reload()}>
          {t("net.reload")}
        </Button>
      </>
    );
  } else if (gone) {
    content = (
      <>
        <CloudOffIcon size={16} aria-hidden="true" />
        <span>
          {t(link === "offline" ? "net.offline" : "net.lost")} {waiting > 0 && t("net.waiting", { count: waiting })}
        </span>
        <Button size="sm" variant="ghost" onClick={() => retryNow.run()}>
          {t("net.retryNow")}
        </Button>
      </>
    );
  } else if (caughtUp !== null) {
    content = <span data-caught-up={caughtUp}>{t("net.caughtUp", { count: caughtUp })}</span>;
  }
  return (
    <div role="status" aria-live="polite" data-net={link}>
      {content && <div className="flex min-h-9 items-center justify-center gap-2 border-b border-line bg-warn-soft px-4 text-sm text-warn">{content}</div>}
    </div>
  );
}
