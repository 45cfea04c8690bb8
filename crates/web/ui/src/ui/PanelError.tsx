// Error boundary for one pane: the others go on working. Offers another try and the request's id, which
// an operator finds in the log.
import { CircleAlertIcon, CopyIcon } from "lucide-react";
import { Component, type ReactNode } from "react";
import { t } from "@i18n";
import { asApiError } from "@rt/problem";
import { Button } from "./Button";
import { errorText } from "./errorText";
import { toast } from "./toast";

export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast({ text: t("action.copied") });
  } catch {
    // Clipboards exist in secure contexts only; there the text itself is shown to be selected.
    toast({ text });
  }
}

export function ErrorView({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { requestId } = asApiError(error);
  return (
    <div role="alert" className="mx-auto flex max-w-sm flex-col items-center gap-3 px-4 py-14 text-center">
      <span className="flex size-11 items-center justify-center rounded-2xl bg-danger-soft text-danger">
        <CircleAlertIcon size={22} aria-hidden="true" />
      </span>
      <p className="font-medium">{t("panelError.title")}</p>
      <p className="text-sm text-dim">{errorText(error)}</p>
      <Button onClick={onRetry}>{t("action.retry")}</Button>
      {requestId && (
        <button type="button" className="flex min-h-6 items-center gap-1.5 font-mono text-xs text-dim hover:text-fg" onClick={() => void copy(requestId)}>
          <CopyIcon size={12} aria-hidden="true" />
          <span className="sr-only">{t("panelError.copyId")}</span>
          {requestId}
        </button>
      )}
    </div>
  );
}

interface Props {
  children: ReactNode;
  /** Another value starts afresh, such as the id of what is shown. */
  resetKey?: string;
}

export class PanelError extends Component<Props, { error: unknown }> {
  override state: { error: unknown } = { error: null };
  static getDerivedStateFromError(error: unknown) {
    return { error };
  }
  override componentDidUpdate(before: Props) {
    if (before.resetKey !== this.props.resetKey && this.state.error !== null) this.reset();
  }
  private readonly reset = () => this.setState({ error: null });
  override render() {
    return this.state.error === null ? this.props.children : <ErrorView error={this.state.error} onRetry={this.reset} />;
  }
}
