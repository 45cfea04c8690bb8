// The truth about the connection, for the banner and the dot: live, trying, or offline; how many events
// were caught up after a gap; how many messages wait to be sent.
import { signal } from "./signal";

export interface Net {
  /** `idle`: nothing has been tried yet. */
  link: "idle" | "connecting" | "live" | "polling" | "offline";
  /** When the link was lost, to keep short cuts quiet. */
  lostAt: number | null;
  /** Events that came after the last gap; null once told. */
  caughtUp: number | null;
  /** When the next try begins, if one is planned. */
  retryAt: number | null;
  /** The server refuses this version of the app. */
  outdated: boolean;
}

export const net = signal<Net>({ link: "idle", lostAt: null, caughtUp: null, retryAt: null, outdated: false });
export const waiting = signal(0);

export function setNet(change: Partial<Net>): void {
  net.set({ ...net.get(), ...change });
}

/** Set by the socket: tries at once instead of at the planned time. */
export const retryNow = { run: () => {} };
