// The messages: a window of at most 320 rows in normal flow inside a column-reverse scroller. Offsets
// count from the newest row, so history that is put on top cannot move the reader; when rows go below,
// the row in the middle of the screen is noted before and put back after.
import { ArrowDownIcon } from "lucide-react";
import { Fragment, memo, type Ref, useCallback, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { formatDayHeading, t } from "@i18n";
import type { Outgoing } from "@rt/outbox";
import type { Thread } from "@rt/thread";
import type { Message } from "@rt/types";
import { cn, Spinner } from "@ui";
import { afterPaint } from "./afterPaint";
import { Bubble, type BubbleActs } from "./Bubble";
import { PendingBubble } from "./PendingBubble";
import { rowsOf } from "./rows";
import { around, atEnd, CAP, down, MARGIN, trim, up, type Window } from "./window";

const PINNED = 60;

export interface LogHandle {
  toEnd: () => void;
  toSeq: (seq: number) => void;
  focus: () => void;
  /** The message in the middle of the screen. */
  reading: () => number;
}

interface Props {
  id: string;
  thread: Thread;
  /** Of the thread, which is the same object whatever happens to it. */
  version: number;
  pending: Outgoing[];
  lineSeq: number | null;
  at: number | undefined;
  acts: BubbleActs;
  onOlder: () => void;
  onNewer: () => void;
  onNewest: () => Promise<void>;
  onPinned: (pinned: boolean) => void;
  me: string;
  handle: Ref<LogHandle>;
}

/** Answers stand near what they answer; farther up is not looked for at every drawing. */
function repliedTo(thread: Thread, message: Message): Message | undefined {
  for (let seq = message.seq - 1; seq >= thread.firstSeq && seq > message.seq - 400; seq -= 1) {
    const other = thread.at(seq);
    if (other?.id === message.reply_to_id) return other;
  }
  return undefined;
}

interface Anchor {
  seq: string;
  top: number;
}

/** The row in the middle of the screen. Rows stand one below the other, so halving finds it. */
function findAnchor(scroller: HTMLElement): Anchor | null {
  const middle = scroller.getBoundingClientRect().top + scroller.clientHeight / 2;
  const rows = scroller.querySelectorAll<HTMLElement>("[data-seq]");
  let [low, high] = [0, rows.length - 1];
  while (low < high) {
    const half = (low + high) >> 1;
    if ((rows[half]?.getBoundingClientRect().bottom ?? 0) < middle) low = half + 1;
    else high = half;
  }
  const row = rows[low];
  return row?.dataset.seq ? { seq: row.dataset.seq, top: row.getBoundingClientRect().top } : null;
}

export const Log = memo(function Log({ id, thread, version, pending, lineSeq, at, acts, onOlder, onNewer, onNewest, onPinned, me, handle }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const anchor = useRef<Anchor | null>(null);
  const [pinned, setPinnedState] = useState(at === undefined);
  const [view, setView] = useState<Window>(() => (at === undefined ? atEnd(thread.firstSeq, thread.lastSeq) : around(at, thread.firstSeq, thread.lastSeq)));
  const { firstSeq, lastSeq } = thread;
  // A message to be shown in the middle, once it is here; an object, so that the same one can be asked for again.
  const [target, setTarget] = useState<{ seq: number } | null>(() => (at === undefined ? null : { seq: at }));
  const reached = useRef<object | null>(null);
  const [flash, setFlash] = useState<number | null>(at ?? null);

  // The stretch itself was replaced (opened elsewhere): the window begins anew.
  let shown = view;
  if (view.start > lastSeq + 1 || (view.stop !== null && view.stop <= firstSeq) || (!thread.isEmpty && view.start < firstSeq)) shown = target === null || pinned || !thread.at(target.seq) ? atEnd(firstSeq, lastSeq) : around(target.seq, firstSeq, lastSeq);
  shown = trim(shown, lastSeq);
  const stop = shown.stop ?? lastSeq + 1;
  const rows = rowsOf(thread.items, shown.start - firstSeq, stop - firstSeq, lineSeq);
  const hidden = lastSeq + 1 - stop;

  const change = useCallback((next: Window, belowChanges: boolean) => {
    // Rows that come or go above move nothing: offsets count from the newest row.
    if (scroller.current && belowChanges) anchor.current = findAnchor(scroller.current);
    // At once: the noted place holds only until the reader scrolls on.
    flushSync(() => setView(next));
  }, []);

  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    if (target !== null && reached.current !== target) {
      const row = box.querySelector(`[data-seq="${target.seq}"]`);
      if (row) {
        reached.current = target;
        row.scrollIntoView({ block: "center" });
      }
    } else if (anchor.current) {
      const row = box.querySelector(`[data-seq="${anchor.current.seq}"]`);
      const moved = row ? row.getBoundingClientRect().top - anchor.current.top : 0;
      if (Math.abs(moved) > 0.5) box.scrollTop += moved;
    }
    anchor.current = null;
  });

  useEffect(() => {
    if (flash === null) return;
    const timer = setTimeout(() => setFlash(null), 2_000);
    return () => clearTimeout(timer);
  }, [flash]);

  // Scroll events may come faster than they are drawn: what counts is what was decided last.
  const decided = useRef(pinned);
  const decide = useCallback(
    (next: boolean) => {
      decided.current = next;
      setPinnedState(next);
      onPinned(next);
    },
    [onPinned],
  );
  const setPinned = (next: boolean) => {
    if (next === decided.current) return;
    decide(next);
    const stopAt = (from: number | null, to: number | null) => setView((now) => (now.stop === from ? { ...(now === view ? shown : now), stop: to } : now));
    // While the reader is up in history, what comes stays out of the document.
    if (!next) stopAt(null, lastSeq + 1);
    else if (!thread.hasNewer) stopAt(lastSeq + 1, null);
  };

  /** Puts rows before and behind the reader, and asks for those that are not here. Tells how far the end is. */
  const fill = (): number => {
    const box = scroller.current;
    if (!box) return 0;
    const below = -box.scrollTop;
    const above = box.scrollHeight - box.clientHeight - below;
    if (above < MARGIN) {
      const next = up(shown, firstSeq, lastSeq);
      if (shown.start > firstSeq) change(next, next.stop !== shown.stop);
      else if (thread.hasOlder) onOlder();
    }
    if (below < MARGIN && stop <= lastSeq && !pinned) change(down({ ...shown, stop }, lastSeq), true);
    else if (below < MARGIN && thread.hasNewer) onNewer();
    return below;
  };
  const onScroll = () => {
    const below = fill();
    setPinned(below < PINNED && stop > lastSeq && !thread.hasNewer);
  };

  // What was drawn first just fills the screen, and whoever waits at the very top cannot scroll on to see
  // what has been read meanwhile.
  const refill = useRef(fill);
  useLayoutEffect(() => {
    refill.current = fill;
  });
  useEffect(() => afterPaint(() => refill.current()), [firstSeq, shown.start]);

  const toEnd = useCallback(() => {
    void onNewest().then(() => {
      setView(atEnd(thread.firstSeq, thread.lastSeq));
      decide(true);
      requestAnimationFrame(() => scroller.current?.scrollTo({ top: 0 }));
    });
  }, [onNewest, decide, thread]);
  const toSeq = useCallback(
    (seq: number) => {
      setTarget({ seq });
      setFlash(seq);
      decide(false);
      setView(around(seq, thread.firstSeq, thread.lastSeq));
    },
    [thread, decide],
  );
  useImperativeHandle(handle, () => ({ toEnd, toSeq, focus: () => scroller.current?.focus(), reading: () => Number(scroller.current ? findAnchor(scroller.current)?.seq : 0) || 0 }), [toEnd, toSeq]);

  const count = hidden > 0 ? hidden : 0;
  return (
    <div className="relative flex min-h-0 min-w-0 flex-1 flex-col">
      <div ref={scroller} onScroll={onScroll} className="scroll-thin flex min-h-0 flex-1 flex-col-reverse overflow-y-auto overscroll-contain [overflow-anchor:none]" tabIndex={0} role="log" aria-live="off" aria-label={t("thread.log")} data-log data-cap={CAP} data-version={version}>
        {/* Plain flow: a column of flex items would be laid out as a whole for every message. */}
        <div className="px-5 pt-4 pb-2 max-md:px-3">
          {thread.hasOlder || shown.start > firstSeq ? (
            <div className="flex h-10 items-center justify-center text-dim">{thread.loading === "older" && <Spinner />}</div>
          ) : (
            <p className="pb-3 text-center text-xs text-dim">{t("thread.beginning")}</p>
          )}
          {rows.map(({ message, day, line, joined, last }) => (
            <Fragment key={message.client_id ?? message.id}>
              {day && (
                <div className="flex items-center gap-3 py-3 text-xs font-medium text-dim">
                  <span className="h-px flex-1 bg-line" />
                  <time dateTime={message.created_at}>{formatDayHeading(message.created_at)}</time>
                  <span className="h-px flex-1 bg-line" />
                </div>
              )}
              {line && (
                <div className="flex items-center gap-3 py-2 text-xs font-semibold text-danger" data-unread-line>
                  <span className="h-px flex-1 bg-danger/50" />
                  {t("thread.unreadLine")}
                  <span className="h-px flex-1 bg-danger/50" />
                </div>
              )}
              <Bubble message={message} joined={joined} last={last} me={me} flash={flash === message.seq} repliedTo={message.reply_to_id === null ? undefined : repliedTo(thread, message)} acts={acts} />
            </Fragment>
          ))}
          {pending.map((item) => (
            <PendingBubble key={item.clientId} item={item} />
          ))}
        </div>
      </div>
      {(!pinned || count > 0) && (
        <button
          type="button"
          onClick={toEnd}
          className={cn("absolute end-5 bottom-3 flex h-9 items-center gap-1.5 rounded-full border border-line bg-raised px-3 text-sm font-medium shadow-pop hover:bg-hover max-md:h-11", count > 0 && "text-link")}
          data-jump={id}
        >
          <ArrowDownIcon size={16} aria-hidden="true" />
          {count > 0 ? t("thread.newBelow", { count }) : t("thread.toNewest")}
        </button>
      )}
    </div>
  );
});
