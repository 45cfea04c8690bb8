// Who is signed in. The access token lives in this variable only; the refresh token is in an HttpOnly
// cookie that no script sees. Refreshing happens once at a time, also across tabs where locks exist.
import { prefs, setPrefs } from "./prefs";
import { fromResponse, offline } from "./problem";
import type { components } from "./schema";
import { signal } from "./signal";

export type Me = components["schemas"]["Me"];
type SignedIn = components["schemas"]["SignedIn"];

export type SessionState =
  | { at: "starting" }
  /** `error`: the server could not be asked at start. */
  | { at: "unknown"; error: unknown }
  | { at: "out" }
  | { at: "in"; me: Me }
  /** The session ended under the user's hands: the page stays, a dialog asks to sign in again. */
  | { at: "ended"; me: Me };

export const session = signal<SessionState>({ at: "starting" });

let token: string | null = null;
let staleAt = 0;
let refreshing: Promise<string | null> | null = null;
const leaving = new Set<() => Promise<void> | void>();

export function me(): Me | null {
  const state = session.get();
  return state.at === "in" || state.at === "ended" ? state.me : null;
}

/** Runs before the user is told to be signed out: whoever keeps something of a tenant wipes it here. */
export function onSignOut(wipe: () => Promise<void> | void): void {
  leaving.add(wipe);
}

export function adopt(answer: SignedIn): void {
  token = answer.access_token;
  // A little early, so that a request seldom meets a token that has just run out.
  staleAt = Date.now() + (answer.expires_in - 20) * 1000;
  adoptMe(answer.user);
  hint(true);
}

/** The language is the user's, not the browser's: wherever they sign in it is theirs. */
export function adoptMe(me: Me): void {
  if (prefs.get().locale !== me.locale) setPrefs({ locale: me.locale });
  session.set({ at: "in", me });
}

/** Whether this browser was signed in before: without it a first visitor is not asked for a cookie. */
const HINT = "skybot.signed-in";
function hint(on: boolean): void {
  try {
    if (on) localStorage.setItem(HINT, "1");
    else localStorage.removeItem(HINT);
  } catch {
    // Then the next start asks the server.
  }
}
function hinted(): boolean {
  try {
    return localStorage.getItem(HINT) !== null;
  } catch {
    return true;
  }
}

async function askForToken(): Promise<string | null> {
  const response = await fetch("/api/v1/auth/refresh", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: "{}",
  }).catch(() => {
    throw offline();
  });
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) {
    adopt(body as SignedIn);
    return token;
  }
  if (response.status !== 401 && response.status !== 403) throw fromResponse(response, body);
  return null;
}

function underLock<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks ? navigator.locks.request("skybot-refresh", work) : work();
}

/** A token that is good now, or null if the session is over. Throws if the server cannot be asked. */
export async function accessToken(refused?: string): Promise<string | null> {
  if (token && token !== refused && Date.now() < staleAt) return token;
  refreshing ??= underLock(askForToken).finally(() => {
    refreshing = null;
  });
  const fresh = await refreshing;
  if (fresh === null) end();
  return fresh;
}

function end(): void {
  token = null;
  const known = me();
  session.set(known ? { at: "ended", me: known } : { at: "out" });
}

/** At start: the cookie may still be good. */
export async function start(): Promise<void> {
  if (!hinted()) {
    session.set({ at: "out" });
    return;
  }
  session.set({ at: "starting" });
  try {
    await accessToken();
  } catch (error) {
    session.set({ at: "unknown", error });
  }
}

export async function signOut(): Promise<void> {
  const bearer = token;
  for (const wipe of leaving) await wipe();
  hint(false);
  await fetch("/api/v1/auth/logout", {
    method: "POST",
    headers: { "Content-Type": "application/json", ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}) },
    body: "{}",
  }).catch(() => undefined);
  token = null;
  session.set({ at: "out" });
}
