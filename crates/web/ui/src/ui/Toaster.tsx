// Shows toasts. One polite live region that is always there, so that screen readers hear what comes.
import { XIcon } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { t } from "@i18n";
import { IconButton } from "./Button";
import { cn } from "./cn";
import { dismissToast, type ToastItem, toasts } from "./toast";

function Toast({ item }: { item: ToastItem }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismissToast(item.id), item.lasts);
    return () => clearTimeout(timer);
  }, [held, item]);
  return (
    <div
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className={cn(
        "pointer-events-auto flex max-w-full animate-[pop_140ms_ease-out] items-center gap-3 rounded-xl py-1.5 ps-4 pe-1.5 text-sm shadow-pop",
        item.tone === "error" ? "border border-danger bg-raised text-fg" : "bg-fg text-bg",
      )}
    >
      <span className="min-w-0 py-1.5">{item.text}</span>
      {item.action && (
        <button
          type="button"
          className={cn("min-h-8 shrink-0 rounded-lg px-2.5 font-semibold underline-offset-2 hover:underline", item.tone === "error" && "text-link")}
          onClick={() => {
            dismissToast(item.id);
            item.action?.run();
          }}
        >
          {item.action.text}
        </button>
      )}
      <IconButton label={t("action.dismiss")} icon={<XIcon size={16} />} size="sm" tip={false} className="text-inherit hover:bg-transparent hover:text-inherit hover:opacity-70" onClick={() => dismissToast(item.id)} />
    </div>
  );
}

export function Toaster() {
  const items = useSyncExternalStore(toasts.subscribe, toasts.get);
  return (
    <section aria-label={t("toast.region")} aria-live="polite" className="pointer-events-none fixed inset-x-0 bottom-0 z-50 flex flex-col items-center gap-2 px-4 pb-4 max-md:bottom-[calc(56px+env(safe-area-inset-bottom))]">
      {items.map((item) => (
        <Toast key={item.id} item={item} />
      ))}
    </section>
  );
}
