// Where to go after a journey to an identity provider, kept in this tab while the browser is away.
const KEY = "skybot.next";

export function rememberNext(next: string | undefined): void {
  try {
    if (next) sessionStorage.setItem(KEY, next);
    else sessionStorage.removeItem(KEY);
  } catch {
    // Then the journey ends at the inbox.
  }
}

export function takeNext(): string {
  try {
    const next = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return next ?? "/inbox";
  } catch {
    return "/inbox";
  }
}
