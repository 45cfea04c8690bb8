// Tells colleagues that one types here: at most every three seconds, and when it ends.
import { useEffect, useMemo } from "react";
import { runtime } from "@rt/runtime";

const AGAIN = 3_000;
const PAUSE = 5_000;

export function useTypingSignal(id: string) {
  const signal = useMemo(() => {
    let told = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = () => {
      clearTimeout(timer);
      if (told === 0) return;
      told = 0;
      runtime().link.send({ type: "typing", conversation_id: id, on: false });
    };
    const start = () => {
      clearTimeout(timer);
      timer = setTimeout(stop, PAUSE);
      if (Date.now() - told < AGAIN) return;
      told = Date.now();
      runtime().link.send({ type: "typing", conversation_id: id, on: true });
    };
    return { start, stop };
  }, [id]);
  useEffect(() => signal.stop, [signal]);
  return signal;
}
