// Fields for text, choice and yes/no. Native elements: they work with password managers, phones and
// screen readers as they are. FormField ties label, hint and error to one of them.
import { type InputHTMLAttributes, type ReactNode, type Ref, type SelectHTMLAttributes, type TextareaHTMLAttributes, useId } from "react";
import { cn } from "./cn";
import { CheckIcon, ChevronDownIcon } from "lucide-react";

const BOX =
  "w-full rounded-lg border border-edge/70 bg-panel px-3 text-sm text-fg max-md:text-base disabled:opacity-55 aria-invalid:border-danger focus-visible:border-link focus-visible:outline-1";

export function Input({ className, ...rest }: InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> }) {
  return <input className={cn(BOX, "h-9 max-md:h-11", className)} {...rest} />;
}

export function Textarea({ className, ...rest }: TextareaHTMLAttributes<HTMLTextAreaElement> & { ref?: Ref<HTMLTextAreaElement> }) {
  return <textarea className={cn(BOX, "min-h-20 py-2", className)} {...rest} />;
}

export function Select({ className, children, ...rest }: SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <span className={cn("relative block", className)}>
      <select className={cn(BOX, "h-9 appearance-none pe-9 max-md:h-11")} {...rest}>
        {children}
      </select>
      <ChevronDownIcon size={16} aria-hidden="true" className="pointer-events-none absolute end-2.5 top-1/2 -translate-y-1/2 text-dim" />
    </span>
  );
}

interface CheckboxProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "type"> {
  label?: ReactNode;
  /** The label is taller than the box, which stands in its middle. */
  tall?: boolean;
  ref?: Ref<HTMLInputElement>;
}

export function Checkbox({ label, tall = false, className, ...rest }: CheckboxProps) {
  const box = (
    <span className="relative inline-flex size-[18px] shrink-0">
      <input
        type="checkbox"
        className="peer size-[18px] appearance-none rounded-[5px] border border-edge bg-panel checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent disabled:opacity-50"
        {...rest}
      />
      <CheckIcon size={14} strokeWidth={3} aria-hidden="true" className="pointer-events-none absolute inset-0 m-auto text-accent-fg opacity-0 peer-checked:opacity-100" />
    </span>
  );
  return label === undefined ? (
    <span className={className}>{box}</span>
  ) : (
    // The control is inside, whatever the rule can see of it.
    // oxlint-disable-next-line jsx-a11y/label-has-associated-control
    <label className={cn("flex min-h-6 gap-2.5 text-sm", tall ? "items-center" : "items-start", className)}>
      {box}
      <span>{label}</span>
    </label>
  );
}

export function Switch({ label, hint, checked, onChange, disabled }: { label: string; hint?: string; checked: boolean; onChange: (on: boolean) => void; disabled?: boolean }) {
  const id = useId();
  return (
    <div className="flex items-center justify-between gap-4 py-1">
      <div className="min-w-0 text-sm">
        <label htmlFor={id} className="block font-medium">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="text-[13px] text-dim">
            {hint}
          </p>
        )}
      </div>
      <input
        id={id}
        type="checkbox"
        role="switch"
        checked={checked}
        disabled={disabled}
        aria-checked={checked}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.target.checked)}
        className="relative h-6 w-10 shrink-0 appearance-none rounded-full border border-edge bg-hover transition-colors before:absolute before:start-[3px] before:top-[3px] before:size-4 before:rounded-full before:bg-edge before:transition-[inset-inline-start] checked:border-accent checked:bg-accent checked:before:start-[19px] checked:before:bg-accent-fg disabled:opacity-50"
      />
    </div>
  );
}

export interface FieldProps {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
}

export function FormField({ label, hint, error, optional, children }: { label: string; hint?: ReactNode; error?: string | null | undefined; optional?: string; children: (field: FieldProps) => ReactNode }) {
  const id = useId();
  const described = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
        {optional && <span className="ms-1.5 font-normal text-dim">{optional}</span>}
      </label>
      {children({ id, ...(described ? { "aria-describedby": described } : {}), ...(error ? { "aria-invalid": true } : {}) })}
      {hint && (
        <p id={`${id}-hint`} className="text-[13px] text-dim">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="text-[13px] text-danger">
          {error}
        </p>
      )}
    </div>
  );
}
