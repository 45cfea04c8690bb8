import { useCallback, useSyncExternalStore } from "react";

export function useWide(media: string): boolean {
  return useSyncExternalStore(
    useCallback(
      (listener: () => void) => {
        const query = matchMedia(media);
        query.addEventListener("change", listener);
        return () => query.removeEventListener("change", listener);
      },
      [media],
    ),
    () => matchMedia(media).matches,
  );
}
