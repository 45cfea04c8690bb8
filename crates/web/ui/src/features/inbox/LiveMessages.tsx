// Says new messages to screen readers while the thread is open: one by one, or how many if they are many.
import { useEffect, useRef, useState } from "react";
import { t } from "@i18n";
import type { Thread } from "@rt/thread";

const GATHER = 700;
const MANY = 3;

export function LiveMessages({ thread, lastSeq }: { thread: Thread; lastSeq: number }) {
  const [text, setText] = useState("");
  const told = useRef(0);
  useEffect(() => {
    if (told.current === 0 || thread.hasNewer) {
      told.current = lastSeq;
      return;
    }
    if (lastSeq <= told.current) return;
    const timer = setTimeout(() => {
      const fresh = thread.items.slice(told.current + 1 - thread.firstSeq).filter((message) => message.direction === "inbound");
      told.current = lastSeq;
      if (fresh.length === 0) return;
      setText(fresh.length >= MANY ? t("thread.newMessages", { count: fresh.length }) : fresh.map((message) => `${message.sender.name ?? t("sender.contact")}: ${message.body ?? t("message.file")}`).join(". "));
    }, GATHER);
    return () => clearTimeout(timer);
  }, [thread, lastSeq]);
  return (
    <p aria-live="polite" className="sr-only">
      {text}
    </p>
  );
}
