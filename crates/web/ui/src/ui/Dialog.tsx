// Dialogs and sheets. Focus goes in and comes back; Escape and the backdrop close, unless locked. What
// they are made of is loaded when one is first opened.
import { lazy, type ReactNode, Suspense, useState } from "react";
import { t } from "@i18n";
import { part } from "@rt/part";
import { Button } from "./Button";

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  footer?: ReactNode;
  wide?: boolean;
  /** Keeps it open whatever is pressed, such as while something runs. */
  locked?: boolean;
}

const load = () => part(() => import("./dialogImpl"));
// Not while the page itself still waits for its data.
setTimeout(() => void load().catch(() => undefined), 3_000);
const RealDialog = lazy(() => load().then((module) => ({ default: module.Dialog })));
const RealSheet = lazy(() => load().then((module) => ({ default: module.Sheet })));

export function Dialog(props: DialogProps) {
  return (
    <Suspense>
      <Once open={props.open}>{() => <RealDialog {...props} />}</Once>
    </Suspense>
  );
}

/** A panel from the side; from below on phones. */
export function Sheet(props: Omit<DialogProps, "wide">) {
  return (
    <Suspense>
      <Once open={props.open}>{() => <RealSheet {...props} />}</Once>
    </Suspense>
  );
}

/** Nothing before the first opening; then it stays, to give the focus back when it closes. */
function Once({ open, children }: { open: boolean; children: () => ReactNode }) {
  const [opened, setOpened] = useState(open);
  if (open && !opened) setOpened(true);
  return opened ? children() : null;
}

export function ConfirmDialog({ open, onOpenChange, title, description, confirm, danger = true, onConfirm }: { open: boolean; onOpenChange: (open: boolean) => void; title: string; description?: ReactNode; confirm: string; danger?: boolean; onConfirm: () => Promise<unknown> | void }) {
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      await onConfirm();
      onOpenChange(false);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t("action.cancel")}</Button>
          <Button variant={danger ? "danger" : "primary"} needsServer busy={busy} onClick={() => void run()}>
            {confirm}
          </Button>
        </>
      }
    />
  );
}
