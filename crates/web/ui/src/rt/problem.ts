// What went wrong, as RFC 9457 tells it, or as the network did. Holds codes and ids, never sentences:
// the interface finds its words by `code`.
import type { components } from "./schema";

export type Problem = components["schemas"]["Problem"];

export class ApiError extends Error {
  override name = "ApiError";
  constructor(
    /** 0: there was no answer. */
    readonly status: number,
    readonly code: string,
    readonly requestId: string | null,
    readonly problem: Problem | null,
    /** When to try again, in seconds, if the server said so. */
    readonly retryAfter: number | null,
  ) {
    super(`${code} (${status})`);
  }

  /** Whether the same request may well succeed later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500 || this.code === "IDEMPOTENCY_IN_PROGRESS";
  }

  /** Codes of refused fields, by JSON Pointer. */
  get fields(): Record<string, string> {
    return Object.fromEntries((this.problem?.errors ?? []).map((error) => [error.pointer, error.code]));
  }
}

export function offline(): ApiError {
  return new ApiError(0, "NETWORK", null, null, null);
}

export function fromResponse(response: Response, body: unknown): ApiError {
  const problem = typeof body === "object" && body !== null && "code" in body ? (body as Problem) : null;
  const wait = Number(response.headers.get("Retry-After"));
  return new ApiError(
    response.status,
    problem?.code ?? "UNKNOWN",
    problem?.request_id ?? response.headers.get("X-Request-Id"),
    problem,
    response.headers.has("Retry-After") && Number.isFinite(wait) ? wait : null,
  );
}

export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return error instanceof TypeError ? offline() : new ApiError(-1, "UNEXPECTED", null, null, null);
}
