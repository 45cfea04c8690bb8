// Search over messages, contacts and conversations, newest first. A hit opens at its place; the question
// stays in the address, so going back finds the results as they were.
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { SearchIcon, SearchXIcon } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { t } from "@i18n";
import { api, ok, type Schema } from "@rt/api";
import { Button, cn, EmptyState, errorText, ErrorView, SkeletonRows, useKeys } from "@ui";
import { asApiError } from "@rt/problem";
import { cursorOf, usePages } from "@ui/pages";
import { Hit, hitKey } from "./Hit";
import { Modifiers } from "./Modifiers";

type Type = "all" | "messages" | "contacts" | "conversations";
type SearchHit = Schema["SearchHit"];

const TABS: Type[] = ["all", "messages", "conversations", "contacts"];

function Hits({ rows }: { rows: SearchHit[] }) {
  return (
    <ul className="overflow-hidden rounded-xl border border-line bg-panel">
      {rows.map((hit) => (
        <li key={hitKey(hit)} className="border-line not-last:border-b">
          <Hit hit={hit} />
        </li>
      ))}
    </ul>
  );
}

const nothing = () => <EmptyState icon={<SearchXIcon size={22} />} title={t("search.nothing")} text={t("search.nothingText")} />;

/** The first few of each kind. */
function Everything({ q, onMore }: { q: string; onMore: (type: Type) => void }) {
  const found = useQuery({ queryKey: ["search", "all", q], queryFn: () => ok(api.GET("/api/v1/search", { params: { query: { q, type: "all" } } })) });
  if (found.isPending) return <SkeletonRows rows={6} label={t("state.loading")} />;
  if (found.error) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
  const { items, next_cursors: more } = found.data;
  if (items.length === 0) return nothing();
  const groups = [
    { type: "messages", one: "message" },
    { type: "conversations", one: "conversation" },
    { type: "contacts", one: "contact" },
  ] as const;
  return groups.map(({ type, one }) => {
    const rows = items.filter((hit) => hit.type === one);
    if (rows.length === 0) return null;
    return (
      <section key={type} className="flex flex-col gap-2">
        <div className="flex min-h-8 items-center justify-between">
          <h2 className="text-sm font-semibold">{t(`search.${type}`)}</h2>
          {more?.[type] && (
            <Button size="sm" variant="ghost" aria-label={`${t("search.all.more")}: ${t(`search.${type}`)}`} onClick={() => onMore(type)}>
              {t("search.all.more")}
            </Button>
          )}
        </div>
        <Hits rows={rows} />
      </section>
    );
  });
}

function Failed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  // What was asked is wrong, not the server: retrying would be no help.
  if (asApiError(error).status === 422) {
    return (
      <p role="alert" className="rounded-lg bg-danger-soft px-3 py-2 text-sm text-danger">
        {t("search.refused")} {asApiError(error).fields.q ? "" : errorText(error)}
      </p>
    );
  }
  return <ErrorView error={error} onRetry={onRetry} />;
}

function OfType({ q, type }: { q: string; type: Exclude<Type, "all"> }) {
  const list = usePages(["search", type, q], (cursor) => ok(api.GET("/api/v1/search", { params: { query: { q, type, limit: 30, ...cursorOf(cursor) } } })));
  if (list.loading) return <SkeletonRows rows={6} label={t("state.loading")} />;
  if (list.error && list.rows.length === 0) return <Failed error={list.error} onRetry={list.retry} />;
  if (list.rows.length === 0) return nothing();
  return (
    <>
      <Hits rows={list.rows} />
      {list.hasMore && (
        <Button className="self-center" needsServer busy={list.loadingMore} onClick={list.more}>
          {t("table.more")}
        </Button>
      )}
    </>
  );
}

export function Search() {
  const { q = "", type = "all" } = useSearch({ from: "/shell/search" });
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(q);
  const [shown, setShown] = useState(q);
  // The address may change without the field, as by going back.
  if (shown !== q) {
    setShown(q);
    setTyped(q);
  }
  useEffect(() => {
    document.title = `${t("nav.search")} · SkyBot`;
  }, []);
  useKeys({ search: () => input.current?.focus() });
  const go = (change: { q?: string; type?: Type }) => {
    const next = { q, type, ...change };
    void navigate({ to: "/search", search: { ...(next.q ? { q: next.q } : {}), ...(next.type === "all" ? {} : { type: next.type }) } });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    go({ q: typed.trim() });
  };
  return (
    <main id="main" className="scroll-thin min-h-0 flex-1 overflow-y-auto bg-bg">
      <div className="mx-auto flex max-w-[816px] flex-col gap-4 px-6 py-6 max-md:px-4 max-md:py-4">
        <h1 className="text-xl font-semibold">{t("nav.search")}</h1>
        <search>
          <form onSubmit={submit} className="flex gap-2">
            <span className="relative flex-1">
              <SearchIcon size={17} aria-hidden="true" className="absolute start-3 top-1/2 -translate-y-1/2 text-dim" />
              <input
                ref={input}
                type="search"
                aria-label={t("search.label")}
                placeholder={t("search.placeholder")}
                maxLength={200}
                autoFocus={q === ""}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
                className="h-11 w-full rounded-lg border border-edge/70 bg-panel ps-10 pe-3 text-base"
              />
            </span>
            <Button type="submit" variant="primary" size="lg">
              {t("action.search")}
            </Button>
          </form>
        </search>
        <Modifiers
          onAdd={(modifier) => {
            setTyped((before) => `${before.trimEnd()}${before.trim() ? " " : ""}${modifier}`);
            input.current?.focus();
          }}
        />
        <nav aria-label={t("search.types")} className="flex gap-1 overflow-x-auto border-b border-line [scrollbar-width:none]">
          {TABS.map((one) => (
            <button
              key={one}
              type="button"
              aria-current={type === one ? "page" : undefined}
              onClick={() => go({ type: one })}
              className={cn("-mb-px flex h-10 shrink-0 items-center border-b-2 px-3 text-sm max-md:h-11", type === one ? "border-accent font-medium text-fg" : "border-transparent text-dim hover:text-fg")}
            >
              {t(`search.${one}`)}
            </button>
          ))}
        </nav>
        {q === "" ? (
          <EmptyState icon={<SearchIcon size={22} />} title={t("search.begin")} text={t("search.beginText")} />
        ) : type === "all" ? (
          <Everything q={q} onMore={(more) => go({ type: more })} />
        ) : (
          <OfType key={type} q={q} type={type} />
        )}
      </div>
    </main>
  );
}
