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

/** Short cuts stay quiet. */
const QUIET = 1_500;
let quiet: ReturnType<typeof setTimeout> | undefined;

/** Whether the connection has been gone long enough to tell: what needs the server waits until it is back. */
export const gone = signal(false);

function note(): void {
  clearTimeout(quiet);
  const { link, lostAt } = net.get();
  const left = lostAt === null || link === "polling" ? null : lostAt + QUIET - Date.now();
  // Before anybody is signed in there is no link; the browser alone knows.
  gone.set(link === "offline" || (link === "idle" && navigator.onLine === false) || (left !== null && left <= 0));
  if (left !== null && left > 0) quiet = setTimeout(note, left);
}
net.subscribe(note);
globalThis.addEventListener?.("online", note);
globalThis.addEventListener?.("offline", note);

/** Set by the socket: tries at once instead of at the planned time. */
export const retryNow = { run: () => {} };
