// Whether the window is as a media query says. Each query is asked once, and then told of changes.
import { useCallback, useSyncExternalStore } from "react";

const queries = new Map<string, MediaQueryList>();

function query(media: string): MediaQueryList {
  let known = queries.get(media);
  if (!known) {
    known = matchMedia(media);
    queries.set(media, known);
  }
  return known;
}

export function useWide(media: string): boolean {
  return useSyncExternalStore(
    useCallback(
      (listener: () => void) => {
        query(media).addEventListener("change", listener);
        return () => query(media).removeEventListener("change", listener);
      },
      [media],
    ),
    () => query(media).matches,
  );
}
