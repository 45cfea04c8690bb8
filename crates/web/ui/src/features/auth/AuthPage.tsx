// The frame of the pages for people who are not signed in: a card in the middle, or the whole width of a
// phone. Sets the page's title; the fragment with a letter's secret leaves the address bar at once.
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { GoneNote } from "@ui/forms";

export function AuthPage({ title, text, children, foot }: { title: string; text?: ReactNode; children?: ReactNode; foot?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · SkyBot`;
  }, [title]);
  return (
    <main id="main" className="flex min-h-full flex-col items-center justify-center gap-5 p-4 max-md:justify-start max-md:bg-panel max-md:pt-8">
      <div className="flex w-full max-w-sm flex-col gap-5 rounded-2xl border border-line bg-panel p-6 max-md:border-0 max-md:p-0">
        <div className="flex flex-col gap-3">
          <img src="/icon.svg" alt="" width={36} height={36} />
          <div className="flex flex-col gap-1">
            <h1 className="text-xl font-semibold">{title}</h1>
            {text && <p className="text-sm text-dim">{text}</p>}
          </div>
        </div>
        {children}
        <GoneNote />
      </div>
      {foot && <div className="flex flex-wrap justify-center gap-x-4 gap-y-1 text-sm text-dim">{foot}</div>}
    </main>
  );
}

type Way = "/sign-in" | "/forgot-password" | "/magic-link" | "/register";

export function AuthLink({ to, children }: { to: Way; children: ReactNode }) {
  return (
    <Link to={to} className="inline-flex min-h-6 items-center font-medium text-link underline-offset-2 hover:underline max-md:min-h-11">
      {children}
    </Link>
  );
}

/** The secret that a letter's link carries after `#token=`: no server ever sees it, nor the history. */
export function useLetterToken(): string | null {
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get("token"));
  useEffect(() => {
    if (token !== null) history.replaceState(history.state, "", location.pathname + location.search);
  }, [token]);
  return token;
}
