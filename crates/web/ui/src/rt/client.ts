// The hooks over rt: the only part of it that knows React.
import { useCallback, useEffect, useMemo, useSyncExternalStore } from "react";
import { keyOfQuery, type List, type ListQuery } from "./lists";
import { gone, net, waiting } from "./net";
import { prefs } from "./prefs";
import { runtime } from "./runtime";
import { session } from "./session";
import type { Signal } from "./signal";
import { keys, type Store } from "./store";
import type { Thread } from "./thread";

export const useSignal = <T>(source: Signal<T>): T => useSyncExternalStore(source.subscribe, source.get);
export const usePrefs = () => useSignal(prefs);
export const useNet = () => useSignal(net);
export const useWaiting = () => useSignal(waiting);
export const useGone = () => useSignal(gone);
export const useSession = () => useSignal(session);

/** The signed-in user. Only below the shell, which shows nothing without one. */
export function useMe() {
  const state = useSession();
  if (state.at !== "in" && state.at !== "ended") throw new Error("nobody is signed in");
  return state.me;
}

export function useAllowed(permission: ReturnType<typeof useMe>["permissions"][number]): boolean {
  return useMe().permissions.includes(permission);
}

/** Reads from the store, anew whenever the key was touched. */
export function useKey<T>(key: string, read: (store: Store) => T): T {
  const { store } = runtime();
  useSyncExternalStore(
    useCallback((listener: () => void) => store.notifier.subscribe(key, listener), [store, key]),
    () => store.notifier.version(key),
  );
  return read(store);
}

export const useConversation = (id: string) => useKey(keys.conversation(id), (store) => store.conversations.get(id));
export const useCounts = () => useKey(keys.counts, (store) => store.counts);
export const useViews = () => useKey(keys.views, (store) => store.views);
export const useDraft = (id: string) => useKey(keys.draft(id), (store) => store.drafts.get(id));
export const usePresence = (userId: string) => useKey(keys.presence, (store) => store.presence.get(userId));

const NOBODY: string[] = [];
export const useViewers = (id: string) => useKey(keys.viewing(id), (store) => store.viewing.get(id) ?? NOBODY);

export function useTyping(id: string): string[] {
  return useKey(keys.typing(id), (store) => Array.from(store.typing.get(id)?.keys() ?? []));
}

/** Messages of ours that the server does not have yet. */
export function usePending(id: string) {
  const { outbox, store } = runtime();
  const version = useKey(keys.pending(id), () => store.notifier.version(keys.pending(id)));
  // The same array as long as nothing of it changed: the messages above it are not drawn for nothing.
  // oxlint-disable-next-line react/exhaustive-deps
  return useMemo(() => outbox.of(id), [outbox, id, version]);
}

/** A thread, read from the server if it is not here. The object stays the same; its contents change. */
export function useThread(id: string): Thread {
  return useKey(keys.thread(id), (store) => store.thread(id));
}

/** A list of conversations while it is on screen. */
export function useList(query: ListQuery): { list: List; ids: string[] } {
  const { store, sync, restored } = runtime();
  const list = store.list(query);
  const key = keys.list(keyOfQuery(query));
  const ids = useKey(key, () => store.order(list));
  useEffect(() => {
    sync.watched.set(list, (sync.watched.get(list) ?? 0) + 1);
    void restored.then(() => {
      // What is here is kept right by the events.
      if (!list.loaded || list.restored) void sync.head(list);
    });
    return () => {
      const left = (sync.watched.get(list) ?? 1) - 1;
      if (left === 0) sync.watched.delete(list);
      else sync.watched.set(list, left);
    };
  }, [sync, list, restored]);
  return { list, ids };
}
