// Tells when the connection is lost, how many messages wait, and how many events were caught up. Short
// cuts stay quiet.
import { CloudOffIcon, RefreshCwIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { t } from "@i18n";
import { useNet, useWaiting } from "@rt/client";
import { retryNow, setNet } from "@rt/net";
import { Button } from "@ui";

const QUIET = 1500;
const TOLD = 4000;

export function NetBanner() {
  const { link, lostAt, caughtUp, outdated } = useNet();
  const waiting = useWaiting();
  const [lateFor, setLateFor] = useState<number | null>(null);
  useEffect(() => {
    if (lostAt === null) return;
    const timer = setTimeout(() => setLateFor(lostAt), Math.max(0, lostAt + QUIET - Date.now()));
    return () => clearTimeout(timer);
  }, [lostAt]);
  useEffect(() => {
    if (caughtUp === null) return;
    const timer = setTimeout(() => setNet({ caughtUp: null }), TOLD);
    return () => clearTimeout(timer);
  }, [caughtUp]);

  const lost = link === "offline" || (lostAt !== null && lateFor === lostAt);
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
  } else if (lost) {
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
