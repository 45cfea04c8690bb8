// The edge of the list: dragged, or moved by the arrow keys.
import { memo } from "react";
import { t } from "@i18n";
import { usePrefs } from "@rt/client";
import { setPrefs } from "@rt/prefs";

const LEAST = 280;
const MOST = 460;
const clamp = (width: number) => Math.round(Math.max(LEAST, Math.min(MOST, width)));

export const Resizer = memo(function Resizer() {
  const { listWidth } = usePrefs();
  const rtl = document.documentElement.dir === "rtl" ? -1 : 1;
  return (
    // A separator that is moved is a widget, with the focus (ARIA: window splitter).
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={t("list.resize")}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      aria-valuenow={listWidth}
      tabIndex={0}
      onKeyDown={(event) => {
        const by = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
        if (by !== undefined) setPrefs({ listWidth: clamp(listWidth + by * rtl) });
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        const from = event.clientX;
        const pane = event.currentTarget.parentElement;
        const target = event.currentTarget;
        const move = (moved: PointerEvent) => pane?.style.setProperty("--list", `${clamp(listWidth + (moved.clientX - from) * rtl)}px`);
        const up = (done: PointerEvent) => {
          target.removeEventListener("pointermove", move);
          setPrefs({ listWidth: clamp(listWidth + (done.clientX - from) * rtl) });
        };
        target.addEventListener("pointermove", move);
        target.addEventListener("pointerup", up, { once: true });
      }}
      className="absolute inset-y-0 -end-[3px] z-10 w-1.5 cursor-col-resize touch-none hover:bg-accent/40 focus-visible:bg-accent max-md:hidden"
    />
  );
});
