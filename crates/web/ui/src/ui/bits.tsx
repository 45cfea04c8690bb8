// Small things to look at: avatar, badge, skeleton, empty state.
import type { ReactNode } from "react";
import { cn } from "./cn";

const HUES = [266, 205, 160, 125, 55, 25, 350, 310];

export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words[0] ?? "";
  const last = words.length > 1 ? (words.at(-1) ?? "") : "";
  const take = (word: string) => Array.from(word.replace(/^[^\p{L}\p{N}]+/u, ""))[0] ?? "";
  return (take(first) + take(last)).toLocaleUpperCase() || "?";
}

export function Avatar({ name, size = 32, status }: { name: string; size?: number; status?: "online" | "away" | "busy" | "offline" | undefined }) {
  let sum = 0;
  for (const char of name) sum = (sum * 31 + char.codePointAt(0)!) >>> 0;
  const hue = HUES[sum % HUES.length];
  const face = "flex shrink-0 items-center justify-center rounded-full font-semibold text-white";
  const style = { width: size, height: size, background: `oklch(0.5 0.1 ${hue})`, fontSize: Math.round(size * 0.38) };
  if (!status || status === "offline") {
    return (
      <span aria-hidden="true" className={face} style={style}>
        {initials(name)}
      </span>
    );
  }
  return (
    <span aria-hidden="true" className={cn(face, "relative")} style={style}>
      {initials(name)}
      <span className={cn("absolute -end-0.5 -bottom-0.5 size-2.5 rounded-full border-2 border-panel", { "bg-ok": status === "online", "bg-warn": status === "away", "bg-danger": status === "busy" })} />
    </span>
  );
}

type Tone = "neutral" | "accent" | "ok" | "warn" | "danger";
const TONES: Record<Tone, string> = {
  neutral: "bg-hover text-dim",
  accent: "bg-accent-soft text-link",
  ok: "bg-ok-soft text-ok",
  warn: "bg-warn-soft text-warn",
  danger: "bg-danger-soft text-danger",
};

export function Badge({ tone = "neutral", icon, children, className }: { tone?: Tone; icon?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <span className={cn("inline-flex h-5 max-w-full items-center gap-1 rounded-md px-1.5 text-xs font-medium", TONES[tone], className)}>
      {icon}
      <span className="truncate">{children}</span>
    </span>
  );
}

export const Skeleton = ({ className }: { className?: string }) => <span aria-hidden="true" className={cn("skeleton block", className)} />;

export function SkeletonRows({ rows = 6, label }: { rows?: number; label: string }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col">
      {Array.from({ length: rows }, (_, at) => (
        <div key={at} className="flex items-center gap-3 border-b border-line px-4 py-3.5">
          <Skeleton className="size-8 rounded-full" />
          <div className="flex flex-1 flex-col gap-2">
            <Skeleton className="h-3 w-2/5" />
            <Skeleton className="h-3 w-3/5" />
          </div>
        </div>
      ))}
    </div>
  );
}

export function EmptyState({ icon, title, text, action }: { icon?: ReactNode; title: string; text?: string; action?: ReactNode }) {
  return (
    <div className="mx-auto flex max-w-xs flex-col items-center justify-center gap-2 px-4 py-14 text-center">
      {icon && <span className="mb-1 flex size-11 items-center justify-center rounded-2xl bg-hover text-dim">{icon}</span>}
      <p className="font-medium">{title}</p>
      {text && <p className="text-sm text-dim">{text}</p>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}
