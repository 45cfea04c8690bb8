// Words for what went wrong: by the problem's code, else by its status. Server texts are never shown.
import { isMessageId, t } from "@i18n";
import { asApiError } from "@rt/problem";

export function errorText(error: unknown): string {
  const { code, status, retryAfter } = asApiError(error);
  if (status === 429) return t("error.RATE_LIMITED", { seconds: Math.max(1, Math.ceil(retryAfter ?? 1)) });
  const byCode = `error.${code}`;
  if (isMessageId(byCode)) return t(byCode);
  const byStatus = `error.status.${status >= 500 ? 500 : status}`;
  return isMessageId(byStatus) ? t(byStatus) : t("error.UNEXPECTED");
}

/** The same for one refused field, named by its JSON Pointer. */
export function fieldError(error: unknown, pointer: string): string | null {
  if (!error) return null;
  const code = asApiError(error).fields[pointer];
  if (!code) return null;
  const id = `field.${code}`;
  return isMessageId(id) ? t(id) : t("field.invalid");
}
