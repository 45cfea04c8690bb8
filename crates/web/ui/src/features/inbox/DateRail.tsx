// The days of a long thread on a rail beside it, each with the room of its messages: shows where one reads,
// and leads to where one points. For wide windows. Lazy.
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { formatDay, formatMonth, formatShortDay, t } from "@i18n";
import { api, ok } from "@rt/api";
import type { Conversation } from "@rt/types";
import type { LogHandle } from "./Log";
import { dayAt, marksOf, railOf, seqAt, shareOf } from "./rail";
import { localInput } from "./when";

const LOOK_EVERY = 120;
const KEY_PAUSE = 200;
/** Between two marks, in pixels. */
const GAP = 22;
/** Days of a page up or down. */
const PAGE = 7;

const dayOf = (at: string) => localInput(new Date(at)).slice(0, 10);
const midnight = (day: string) => new Date(`${day}T00:00`);
const at = (share: number) => ({ top: `${share * 100}%` });

/** The message in the middle of the screen, while it is scrolled. */
function useReading(log: RefObject<LogHandle | null>): number {
  const [seq, setSeq] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      timer = undefined;
      setSeq(log.current?.reading() ?? 0);
    };
    const later = () => {
      timer ??= setTimeout(look, LOOK_EVERY);
    };
    later();
    // Scroll events do not bubble, but they can be caught on their way down.
    document.addEventListener("scroll", later, { capture: true, passive: true });
    return () => {
      clearTimeout(timer);
      document.removeEventListener("scroll", later, { capture: true });
    };
  }, [log]);
  return seq;
}

export default function DateRail({ it, log, onJump }: { it: Conversation; log: RefObject<LogHandle | null>; onJump: (seq: number) => void }) {
  const { data } = useQuery({
    queryKey: ["days", it.id],
    queryFn: () => ok(api.GET("/api/v1/conversations/{id}/days", { params: { path: { id: it.id }, query: { tz: Intl.DateTimeFormat().resolvedOptions().timeZone } } })),
  });
  const lastDay = dayOf(it.last_message?.created_at ?? it.created_at);
  const rail = useMemo(() => (data ? railOf(data.items, it.message_count, lastDay) : null), [data, it.message_count, lastDay]);
  const reading = useReading(log);
  const track = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(0);
  useEffect(() => {
    const box = track.current;
    if (!box) return;
    const observer = new ResizeObserver(() => setHeight(box.clientHeight));
    observer.observe(box);
    return () => observer.disconnect();
  }, [rail]);
  const marks = useMemo(() => (rail && height > 0 ? marksOf(rail, GAP / height) : []), [rail, height]);
  // What is pointed at or chosen by key, before the thread is there.
  const [wanted, setWanted] = useState<number | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const going = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(going.current), []);

  if (!rail || rail.days.length === 0) return null;
  const newest = seqAt(rail, 1);
  const seq = wanted ?? (reading || newest);
  const day = dayAt(rail, seq);
  const go = (to: number) => {
    setWanted(null);
    if (to >= newest) log.current?.toEnd();
    else onJump(to);
  };
  const toDay = (index: number) => {
    const bounded = Math.max(0, Math.min(rail.days.length - 1, index));
    const to = rail.days[bounded]?.first_seq ?? 1;
    setWanted(to);
    // Keys that are held down run over days that nobody wants to see.
    clearTimeout(going.current);
    going.current = setTimeout(() => go(to), KEY_PAUSE);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = rail.days.length - 1;
    const to = { ArrowUp: day - 1, ArrowDown: day + 1, PageUp: day - PAGE, PageDown: day + PAGE, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    toDay(to);
  };
  const seqUnder = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    return box ? seqAt(rail, (event.clientY - box.top) / box.height) : newest;
  };
  const words = (seq: number) => {
    const one = rail.days[dayAt(rail, seq)];
    return one ? t("rail.day", { day: formatDay(midnight(one.day)), count: one.messages }) : "";
  };
  const shown = wanted ?? pointed;
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t("rail.title")}
      // Up is back in time, and up is more.
      aria-valuemin={0}
      aria-valuemax={rail.days.length - 1}
      aria-valuenow={rail.days.length - 1 - day}
      aria-valuetext={words(seq)}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setWanted(seqUnder(event));
      }}
      onPointerMove={(event) => (event.currentTarget.hasPointerCapture(event.pointerId) ? setWanted(seqUnder(event)) : setPointed(seqUnder(event)))}
      onPointerUp={(event) => go(seqUnder(event))}
      onPointerCancel={() => setWanted(null)}
      onPointerLeave={() => setPointed(null)}
      className="absolute inset-0 touch-none outline-offset-[-2px] select-none"
      data-rail={rail.days.length}
    >
      <div ref={track} className="absolute inset-x-0 inset-y-3">
        {marks.map((mark) => (
          <span key={mark.day} className="absolute inset-x-0 flex h-px items-center justify-center text-[11px] text-dim" style={at(mark.share)} data-mark={mark.day}>
            {mark.month ? <span className="font-medium text-fg">{formatMonth(midnight(mark.day))}</span> : midnight(mark.day).getDate()}
          </span>
        ))}
        <span className="absolute inset-x-0 h-0.5 bg-accent" style={at(shareOf(rail, seq))} />
        {shown !== null && (
          <span className="absolute end-full rounded-md bg-fg px-2 py-1 text-xs whitespace-nowrap text-bg shadow-pop" style={at(shareOf(rail, shown))} aria-hidden="true">
            {formatShortDay(midnight(rail.days[dayAt(rail, shown)]?.day ?? ""))}
          </span>
        )}
      </div>
    </div>
  );
}
