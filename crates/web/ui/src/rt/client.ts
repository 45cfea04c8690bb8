// The hooks over rt: the only part of it that knows React.
import { useSyncExternalStore } from "react";
import { net, waiting } from "./net";
import { prefs } from "./prefs";
import { session } from "./session";
import type { Signal } from "./signal";

export const useSignal = <T>(source: Signal<T>): T => useSyncExternalStore(source.subscribe, source.get);
export const usePrefs = () => useSignal(prefs);
export const useNet = () => useSignal(net);
export const useWaiting = () => useSignal(waiting);
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
