// The inbox: list, thread and contact side by side; on phones one after the other.
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { MessagesSquareIcon } from "lucide-react";
import { lazy, startTransition, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { t } from "@i18n";
import { usePrefs } from "@rt/client";
import { setPrefs } from "@rt/prefs";
import { runtime } from "@rt/runtime";
import { cn, EmptyState, PanelError, Sheet, Skeleton } from "@ui";
import { afterPaint } from "./afterPaint";
import { ListPane } from "./ListPane";
import type { ListSearch } from "./listSearch";
import { Resizer } from "./Resizer";
import { Thread } from "./Thread";
import { useWide } from "./useWide";

const ContactPanel = lazy(() => import("./ContactPanel"));

const PanelSkeleton = () => (
  <div className="flex flex-col gap-3 p-5">
    <Skeleton className="size-14 rounded-full" />
    <Skeleton className="h-4 w-1/2" />
    <Skeleton className="h-20 w-full" />
  </div>
);

/** The place in the thread is the former thread's. */
function leaveAt(search: ListSearch): ListSearch {
  const { at: _, ...rest } = search;
  return rest;
}

export function Inbox() {
  const navigate = useNavigate();
  const { conversationId } = useParams({ strict: false });
  const { at }: ListSearch = useSearch({ strict: false });
  const { contactPanel, listWidth } = usePrefs();
  const wide = useWide("(min-width: 1180px)");
  const [sheet, setSheet] = useState(false);
  const step = useRef<(by: 1 | -1) => void>(() => undefined);
  const addressed = conversationId ?? null;
  // What is known is drawn in the same turn as the click; the address follows when it has been shown.
  const [ahead, setAhead] = useState<{ id: string; from: string | null } | null>(null);
  const openId = ahead !== null && ahead.from === addressed ? ahead.id : addressed;
  const place = openId === addressed ? at : undefined;
  // So does the contact.
  const [contactOf, setContactOf] = useState(openId);
  const address = useRef(addressed);
  useEffect(() => {
    address.current = addressed;
  }, [addressed]);
  const follow = useRef<() => void>(undefined);
  useEffect(() => () => follow.current?.(), []);
  useEffect(() => afterPaint(() => startTransition(() => setContactOf(openId))), [openId]);

  const goTo = useCallback(
    (id: string, replace: boolean) => {
      setAhead({ id, from: address.current });
      follow.current?.();
      follow.current = afterPaint(() => void navigate({ to: "/inbox/$conversationId", params: { conversationId: id }, search: leaveAt, replace }));
    },
    [navigate],
  );
  const open = useCallback((id: string) => goTo(id, false), [goTo]);
  const moved = useCallback((id: string) => goTo(id, true), [goTo]);
  const back = useCallback(() => {
    follow.current?.();
    setAhead(null);
    void navigate({ to: "/inbox", search: leaveAt });
    requestAnimationFrame(() => document.querySelector<HTMLElement>("[data-list] [role=listbox]")?.focus());
  }, [navigate]);
  const next = useCallback(() => step.current(1), []);
  const setStep = useCallback((to: (by: 1 | -1) => void) => {
    step.current = to;
  }, []);
  const toggleContact = useCallback(() => {
    if (wide) setPrefs({ contactPanel: !contactPanel });
    else setSheet(true);
  }, [wide, contactPanel]);
  const showContact = useCallback(() => (wide ? setPrefs({ contactPanel: true }) : setSheet(true)), [wide]);
  useEffect(() => runtime().store.setOpen(openId), [openId]);

  return (
    <main id="main" tabIndex={-1} className="flex min-h-0 flex-1 outline-none">
      <div className={cn("relative min-h-0 shrink-0 border-e border-line max-md:w-full md:w-(--list)", openId !== null && "max-md:hidden")} style={{ "--list": `${listWidth}px` } as React.CSSProperties}>
        <ListPane openId={openId} onOpen={open} onNeighbours={setStep} />
        <Resizer />
      </div>
      <div className={cn("flex min-h-0 min-w-0 flex-1", openId === null && "max-md:hidden")} data-pushed={openId === null ? undefined : ""}>
        {openId === null ? (
          <div className="flex flex-1 items-center">
            <EmptyState icon={<MessagesSquareIcon size={22} />} title={t("thread.none.title")} text={t("thread.none.text")} />
          </div>
        ) : (
          <PanelError resetKey={openId}>
            <Thread key={`${openId}:${place ?? ""}`} id={openId} at={place} onBack={back} onNext={next} onContact={toggleContact} onTitle={showContact} onMoved={moved} />
          </PanelError>
        )}
      </div>
      {contactOf !== null && openId !== null && wide && contactPanel && (
        <aside aria-label={t("contact.title")} className="scroll-thin w-[288px] shrink-0 overflow-y-auto border-s border-line bg-panel empty:hidden">
          <PanelError resetKey={contactOf}>
            <Suspense fallback={<PanelSkeleton />}>
              <ContactPanel conversationId={contactOf} onOpen={open} />
            </Suspense>
          </PanelError>
        </aside>
      )}
      {openId !== null && !wide && (
        <Sheet open={sheet} onOpenChange={setSheet} title={t("contact.title")}>
          <Suspense fallback={<PanelSkeleton />}>
            <ContactPanel conversationId={openId} onOpen={(id) => { setSheet(false); open(id); }} />
          </Suspense>
        </Sheet>
      )}
    </main>
  );
}
