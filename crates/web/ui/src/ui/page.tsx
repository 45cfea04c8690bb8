// What pages outside the inbox are made of: heading, boxes, rows with a menu, and the question before
// something goes.
import { EllipsisIcon } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { t } from "@i18n";
import { IconButton } from "./Button";
import { ConfirmDialog } from "./Dialog";
import { Menu } from "./Menu";

export function Heading({ title, text, action }: { title: string; text?: string; action?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · SkyBot`;
    heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <div className="flex items-start justify-between gap-4">
      <div className="min-w-0">
        <h1 ref={heading} tabIndex={-1} className="text-xl font-semibold outline-none">
          {title}
        </h1>
        {text && <p className="mt-1 max-w-prose text-sm text-dim">{text}</p>}
      </div>
      {action}
    </div>
  );
}

export function Box({ title, text, children, foot }: { title?: string; text?: string; children: ReactNode; foot?: ReactNode }) {
  return (
    <section className="overflow-hidden rounded-xl border border-line bg-panel">
      <div className="flex flex-col gap-4 p-5 max-md:p-4">
        {title && (
          <div>
            <h2 className="font-semibold">{title}</h2>
            {text && <p className="mt-0.5 text-sm text-dim">{text}</p>}
          </div>
        )}
        {children}
      </div>
      {foot && <div className="flex flex-wrap justify-end gap-2 border-t border-line bg-bg px-5 py-3 max-md:px-4">{foot}</div>}
    </section>
  );
}

export function RowMenu({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Menu align="end" width={200} trigger={<IconButton label={`${t("action.more")}: ${name}`} tip={false} size="sm" icon={<EllipsisIcon size={16} aria-hidden="true" />} />}>
      {children}
    </Menu>
  );
}

/** Asks before something goes. `ask` opens it with what is asked about. */
export function useConfirm<T>(words: (subject: T) => { title: string; text?: string; confirm: string }, run: (subject: T) => Promise<unknown>) {
  const [subject, ask] = useState<T | null>(null);
  const [last, setLast] = useState<T | null>(null);
  if (subject !== null && subject !== last) setLast(subject);
  const shown = last === null ? null : words(last);
  const dialog = shown && (
    <ConfirmDialog
      open={subject !== null}
      onOpenChange={(open) => {
        if (!open) ask(null);
      }}
      title={shown.title}
      description={shown.text}
      confirm={shown.confirm}
      onConfirm={async () => {
        if (subject !== null) await run(subject);
      }}
    />
  );
  return { ask: (what: T) => ask(() => what), dialog };
}
