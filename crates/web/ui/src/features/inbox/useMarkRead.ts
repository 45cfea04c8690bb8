// Read is what stood before somebody: the page visible and focused, the thread at its end, for a moment.
import { useEffect, useRef } from "react";
import { runtime } from "@rt/runtime";
import type { Conversation } from "@rt/types";

const MOMENT = 600;

export function useMarkRead(id: string, it: Conversation | undefined, lastSeq: number, pinned: boolean, onLine: (seq: number) => void): void {
  const unread = it?.unread_count ?? 0;
  const blurredAt = useRef<number | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const check = () => {
      clearTimeout(timer);
      if (unread === 0 || !pinned || lastSeq === 0 || document.visibilityState !== "visible" || !document.hasFocus()) return;
      timer = setTimeout(() => void runtime().actions.markRead(id, lastSeq).catch(() => undefined), MOMENT);
    };
    check();
    const blur = () => {
      clearTimeout(timer);
      blurredAt.current = lastSeq;
    };
    addEventListener("focus", check);
    addEventListener("blur", blur);
    document.addEventListener("visibilitychange", check);
    return () => {
      clearTimeout(timer);
      removeEventListener("focus", check);
      removeEventListener("blur", blur);
      document.removeEventListener("visibilitychange", check);
    };
  }, [id, unread, lastSeq, pinned]);
  // What came while one looked elsewhere begins a new unread line.
  useEffect(() => {
    if (document.hasFocus() || blurredAt.current === null || lastSeq <= blurredAt.current) return;
    const first = runtime().store.thread(id).at(blurredAt.current + 1);
    blurredAt.current = null;
    if (first?.direction === "inbound") onLine(first.seq);
  }, [id, lastSeq, onLine]);
}
