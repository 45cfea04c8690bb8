// The typed way to the REST API. Adds the access token, refreshes it once when refused, and turns
// every answer that is no success into an ApiError. Knows nothing of screens.
import createClient from "openapi-fetch";
import { ApiError, fromResponse, offline } from "./problem";
import type { components, paths } from "./schema";
import { accessToken } from "./session";

export type Schema = components["schemas"];

/** Sign-in and the like stand without a token; a 401 from them is an answer, not a lost session. */
const OPEN = /^\/api\/v1\/auth\/(login|refresh|register|verify-email|resend-verification|forgot-password|reset-password|magic-link|invitation|accept-invitation|oidc)/;

async function send(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw offline();
  }
}

export async function authedFetch(request: Request): Promise<Response> {
  if (OPEN.test(new URL(request.url).pathname)) return send(request);
  const token = await accessToken();
  if (token === null) throw new ApiError(401, "SESSION_ENDED", null, null, null);
  // A body can be sent once only, so the copy for a second try is taken before the first.
  const again = request.clone();
  request.headers.set("Authorization", `Bearer ${token}`);
  const response = await send(request);
  if (response.status !== 401) return response;
  const fresh = await accessToken(token);
  if (fresh === null) return response;
  again.headers.set("Authorization", `Bearer ${fresh}`);
  return send(again);
}

export const api = createClient<paths>({ baseUrl: globalThis.location?.origin ?? "", fetch: authedFetch, querySerializer: { array: { style: "form", explode: false } } });

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The body of a success; anything else is thrown as ApiError. */
export async function ok<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (!response.ok) throw fromResponse(response, error);
  return data as T;
}

/** For a route's own errors: the answer with its headers (ETag). */
export async function okWithResponse<T>(answer: Promise<Answer<T>>): Promise<{ data: T; response: Response }> {
  const result = await answer;
  if (!result.response.ok) throw fromResponse(result.response, result.error);
  return { data: result.data as T, response: result.response };
}

/** Header parameters of a change that must not be made twice. */
export const once = (key: string) => ({ "Idempotency-Key": key });
/** Header parameters of a change to a known version. */
export const ifMatch = (version: number) => ({ "If-Match": `"${version}"` });
