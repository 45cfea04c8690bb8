// Forms that are sent as a whole: in a dialog or on a page. What the server refuses stands at its field,
// the rest above the form; nothing typed is lost.
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { t } from "@i18n";
import { useGone } from "@rt/client";
import { gone } from "@rt/net";
import { asApiError } from "@rt/problem";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { errorText, fieldError } from "./errorText";

const NONE: string[] = [];

export function FormError({ error, known = NONE }: { error: unknown; known?: string[] }) {
  if (error === null || error === undefined) return null;
  const { fields } = asApiError(error);
  // Named at the fields already.
  if (Object.keys(fields).length > 0 && Object.keys(fields).every((pointer) => known.includes(pointer))) return null;
  return (
    <p role="alert" className="rounded-lg bg-danger-soft px-3 py-2 text-sm text-danger">
      {errorText(error)}
    </p>
  );
}

/** Says in the open why the button waits: not everybody points at it. */
export function GoneNote() {
  const waits = useGone();
  return (
    <p role="status" className="text-sm text-warn empty:hidden">
      {waits && t("net.needsServer")}
    </p>
  );
}

export type At = (pointer: string) => string | null;

export function useForm(send: (form: FormData) => Promise<unknown>) {
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // Portals bubble through React's tree: a form in a dialog is not the form around it.
    event.stopPropagation();
    if (gone.get()) return;
    const form = event.currentTarget;
    setBusy(true);
    setError(null);
    try {
      await send(new FormData(form));
    } catch (failure) {
      setError(failure);
      requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
    } finally {
      setBusy(false);
    }
  };
  const at: At = (pointer) => fieldError(error, pointer);
  return { error, busy, at, onSubmit: (event: FormEvent<HTMLFormElement>) => void submit(event) };
}

interface FormDialogProps {
  title: string;
  description?: string;
  submit: string;
  wide?: boolean;
  danger?: boolean;
  /** Something is still to be chosen. */
  disabled?: boolean;
  /** Pointers that have a field of their own. */
  known?: string[];
  onClose: () => void;
  /** When it is closed without being sent, if that is something else. */
  onCancel?: () => void;
  /** Closes the dialog when it is through. */
  onSend: (form: FormData) => Promise<unknown>;
  children: (at: At) => ReactNode;
}

export function FormDialog({ title, description, submit, wide = false, danger = false, disabled = false, known = NONE, onClose, onCancel = onClose, onSend, children }: FormDialogProps) {
  const id = useId();
  const form = useForm(async (data) => {
    await onSend(data);
    onClose();
  });
  return (
    <Dialog
      open
      wide={wide}
      onOpenChange={(open) => {
        if (!open && !form.busy) onCancel();
      }}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={onCancel}>{t("action.cancel")}</Button>
          <Button type="submit" form={id} variant={danger ? "danger" : "primary"} busy={form.busy} disabled={disabled}>
            {submit}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={form.onSubmit} className="flex flex-col gap-4 pb-2">
        <FormError error={form.error} known={known} />
        {children(form.at)}
        <GoneNote />
      </form>
    </Dialog>
  );
}

export const text = (form: FormData, name: string): string => String(form.get(name) ?? "").trim();
/** Empty stands for "none". */
export const orNull = (form: FormData, name: string): string | null => text(form, name) || null;
