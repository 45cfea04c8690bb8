// Buttons. `busy` keeps the width and tells screen readers; an icon button always has a name. What needs the
// server waits while the connection is gone: it can still be reached by keys, and says why it does nothing.
import type { ButtonHTMLAttributes, MouseEvent, ReactNode, Ref } from "react";
import { t } from "@i18n";
import { useGone } from "@rt/client";
import { cn } from "./cn";
import { Spinner } from "./Spinner";
import { Tooltip } from "./Tooltip";

type Variant = "primary" | "secondary" | "ghost" | "danger";
type Size = "sm" | "md" | "lg";

const VARIANTS: Record<Variant, string> = {
  primary: "bg-accent text-accent-fg hover:brightness-110 active:brightness-95",
  secondary: "bg-panel text-fg border border-line hover:bg-hover",
  ghost: "text-fg hover:bg-hover",
  danger: "bg-danger-soft text-danger border border-transparent hover:border-danger",
};
const SIZES: Record<Size, string> = {
  sm: "h-8 px-2.5 text-[13px] gap-1.5 max-md:h-10",
  md: "h-9 px-3.5 text-sm gap-2 max-md:h-11",
  lg: "h-11 px-5 text-[15px] gap-2",
};

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: Variant;
  size?: Size;
  busy?: boolean;
  /** As those that send a form do. */
  needsServer?: boolean;
  icon?: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

/** A click on the button of a form also stands for Enter in one of its fields. */
const refuse = (event: MouseEvent) => event.preventDefault();

export function Button({ variant = "secondary", size = "md", busy = false, icon, className, children, disabled, type = "button", needsServer = type === "submit", ...rest }: ButtonProps) {
  const waits = useGone() && needsServer;
  return (
    <button
      type={type}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={cn(
        "inline-flex shrink-0 items-center justify-center rounded-lg font-medium whitespace-nowrap transition-colors select-none disabled:opacity-55 aria-disabled:opacity-55",
        VARIANTS[variant],
        SIZES[size],
        className,
      )}
      {...rest}
      {...(waits ? { "aria-disabled": true, title: t("net.needsServer"), onClick: refuse } : {})}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "children"> {
  label: string;
  icon: ReactNode;
  /** Shown beside the name in the tooltip. */
  keys?: string | undefined;
  active?: boolean;
  primary?: boolean;
  size?: "sm" | "md";
  tip?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton({ label, icon, keys, active, primary, size = "md", tip = true, className, type = "button", ...rest }: IconButtonProps) {
  const button = (
    <button
      type={type}
      aria-label={label}
      className={cn(
        "inline-flex shrink-0 items-center justify-center rounded-lg transition-colors disabled:opacity-45",
        size === "sm" ? "size-7 max-md:size-10" : "size-9 max-md:size-11",
        primary ? VARIANTS.primary : active ? "bg-sel text-link" : "text-dim hover:bg-hover hover:text-fg",
        className,
      )}
      {...rest}
    >
      {icon}
    </button>
  );
  return tip ? (
    <Tooltip text={label} keys={keys}>
      {button}
    </Tooltip>
  ) : (
    button
  );
}
