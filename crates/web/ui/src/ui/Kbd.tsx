// A key, or several pressed together ("mod+k") or one after the other ("g i").
import { cn } from "./cn";

const mac = typeof navigator === "object" && /mac|iphone|ipad/i.test(navigator.userAgent);
const NAMES: Record<string, string> = {
  mod: mac ? "⌘" : "Ctrl",
  shift: mac ? "⇧" : "Shift",
  alt: mac ? "⌥" : "Alt",
  enter: mac ? "↵" : "Enter",
  escape: "Esc",
  arrowup: "↑",
  arrowdown: "↓",
};

export function keyNames(keys: string): string[] {
  return keys
    .split(" ")
    .flatMap((chord) => (chord === "+" ? ["+"] : chord.split("+")))
    .map((key) => NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

export function Kbd({ keys, inverted = false }: { keys: string; inverted?: boolean }) {
  return (
    <span className="inline-flex shrink-0 gap-0.5">
      {keyNames(keys).map((key, at) => (
        <kbd
          key={at}
          className={cn(
            "min-w-5 rounded border px-1 text-center font-sans text-[11px] leading-[18px] font-medium",
            inverted ? "border-dim text-bg" : "border-line bg-bg text-dim",
          )}
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
