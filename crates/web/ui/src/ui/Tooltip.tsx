// Names of icon buttons for those who see; the button's aria-label is for those who hear. One element for
// the whole page: a hundred buttons cost nothing until one is pointed at.
import { cloneElement, type FocusEvent, type PointerEvent, type ReactElement, useSyncExternalStore } from "react";
import { createPortal } from "react-dom";
import { signal } from "@rt/signal";
import { Kbd } from "./Kbd";

type Side = "bottom" | "right";
interface Tip {
  text: string;
  keys: string | undefined;
  side: Side;
  box: DOMRect;
}

const DELAY = 500;
const tip = signal<Tip | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;
let hiddenAt = 0;

function show(target: Element, text: string, keys: string | undefined, side: Side): void {
  clearTimeout(timer);
  // From one button to the next there is no waiting.
  const delay = Date.now() - hiddenAt < 300 ? 0 : DELAY;
  timer = setTimeout(() => {
    if (target.isConnected && target.getAttribute("aria-expanded") !== "true") tip.set({ text, keys, side, box: target.getBoundingClientRect() });
  }, delay);
}

function hide(): void {
  clearTimeout(timer);
  if (tip.get()) hiddenAt = Date.now();
  tip.set(null);
}

interface Handlers {
  onPointerEnter?: (event: PointerEvent<HTMLElement>) => void;
  onPointerLeave?: (event: PointerEvent<HTMLElement>) => void;
  onPointerDown?: (event: PointerEvent<HTMLElement>) => void;
  onFocus?: (event: FocusEvent<HTMLElement>) => void;
  onBlur?: (event: FocusEvent<HTMLElement>) => void;
}

export function Tooltip({ text, keys, children, side = "bottom" }: { text: string; keys?: string | undefined; children: ReactElement<Handlers>; side?: Side }) {
  const { props } = children;
  return cloneElement(children, {
    onPointerEnter: (event) => {
      props.onPointerEnter?.(event);
      if (event.pointerType === "mouse") show(event.currentTarget, text, keys, side);
    },
    onPointerLeave: (event) => {
      props.onPointerLeave?.(event);
      hide();
    },
    onPointerDown: (event) => {
      props.onPointerDown?.(event);
      hide();
    },
    onFocus: (event) => {
      props.onFocus?.(event);
      if (event.currentTarget.matches(":focus-visible")) show(event.currentTarget, text, keys, side);
    },
    onBlur: (event) => {
      props.onBlur?.(event);
      hide();
    },
  });
}

/** Escape takes it away without moving the pointer (WCAG 1.4.13). */
globalThis.document?.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hide();
});

/** Where the tooltip is drawn; once, at the end of the page. */
export function TooltipLayer() {
  const now = useSyncExternalStore(tip.subscribe, tip.get);
  if (!now) return null;
  const { box, side } = now;
  const rtl = document.documentElement.dir === "rtl";
  const style =
    side === "right"
      ? { top: box.top + box.height / 2, ...(rtl ? { right: innerWidth - box.left + 8 } : { left: box.right + 8 }), transform: "translateY(-50%)" }
      : { left: Math.max(60, Math.min(innerWidth - 60, box.left + box.width / 2)), transform: "translateX(-50%)", ...(box.bottom > innerHeight - 50 ? { bottom: innerHeight - box.top + 6 } : { top: box.bottom + 6 }) };
  return createPortal(
    <div aria-hidden="true" style={style} className="pointer-events-none fixed z-50 flex max-w-72 items-center gap-2 rounded-md bg-fg px-2 py-1 text-xs whitespace-nowrap text-bg shadow-pop">
      {now.text}
      {now.keys && <Kbd keys={now.keys} inverted />}
    </div>,
    document.body,
  );
}
