// What Dialog.tsx loads when a dialog is first opened: dialogs and sheets over Radix.
import { XIcon } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { t } from "@i18n";
import { IconButton } from "./Button";
import { cn } from "./cn";
import type { DialogProps } from "./Dialog";
import { useFocusBack } from "./useFocusBack";

const OVERLAY = "fixed inset-0 z-40 bg-[oklch(0.15_0.01_265/0.45)] animate-[pop_120ms_ease-out]";
const keep = (event: Event) => event.preventDefault();

function Head({ title, description, locked }: Pick<DialogProps, "title" | "description" | "locked">) {
  return (
    <div className="flex items-start justify-between gap-3 px-5 pt-4 pb-2">
      <div className="min-w-0">
        <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
        {description && <Radix.Description className="mt-1 text-sm text-dim">{description}</Radix.Description>}
      </div>
      {!locked && (
        <Radix.Close asChild>
          <IconButton label={t("action.close")} icon={<XIcon size={18} />} tip={false} className="-me-2 -mt-1" />
        </Radix.Close>
      )}
    </div>
  );
}

export function Dialog({ open, onOpenChange, title, description, children, footer, wide = false, locked = false }: DialogProps) {
  const giveBack = useFocusBack(open);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        <Radix.Content
          onCloseAutoFocus={giveBack}
          {...(description ? {} : { "aria-describedby": undefined })}
          {...(locked ? { onEscapeKeyDown: keep, onInteractOutside: keep } : {})}
          className={cn(
            "fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 animate-[pop_120ms_ease-out] flex-col rounded-2xl border border-line bg-raised shadow-pop",
            wide ? "max-w-2xl" : "max-w-md",
          )}
        >
          <Head title={title} description={description} locked={locked} />
          <div className="scroll-thin min-h-0 overflow-y-auto px-5 py-2 text-sm">{children}</div>
          {footer && <div className="flex flex-wrap justify-end gap-2 px-5 pt-2 pb-4">{footer}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A panel from the side; from below on phones. */
export function Sheet({ open, onOpenChange, title, description, children, footer }: Omit<DialogProps, "wide">) {
  const giveBack = useFocusBack(open);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        <Radix.Content
          onCloseAutoFocus={giveBack}
          {...(description ? {} : { "aria-describedby": undefined })}
          className="fixed z-50 flex flex-col border-line bg-raised shadow-pop max-md:inset-x-0 max-md:bottom-0 max-md:max-h-[88dvh] max-md:rounded-t-2xl max-md:border-t max-md:pb-[env(safe-area-inset-bottom)] md:inset-y-0 md:end-0 md:w-[360px] md:border-s"
        >
          <Head title={title} description={description} />
          <div className="scroll-thin min-h-0 flex-1 overflow-y-auto px-5 py-2 text-sm">{children}</div>
          {footer && <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{footer}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
