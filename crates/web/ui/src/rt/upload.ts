// Sends one file, with progress and a way to stop it. XHR: fetch tells no progress of what goes out.
import { ApiError, offline, type Problem } from "./problem";
import { accessToken } from "./session";
import type { Attachment } from "./types";

export interface Upload {
  done: Promise<Attachment>;
  cancel: () => void;
}

export function upload(file: File, inboxId: string, key: string, progress: (share: number) => void): Upload {
  const request = new XMLHttpRequest();
  let cancelled = false;
  const send = async (): Promise<Attachment> => {
    const token = await accessToken();
    if (token === null) throw new ApiError(401, "SESSION_ENDED", null, null, null);
    return new Promise((resolve, reject) => {
      if (cancelled) {
        reject(new DOMException("cancelled", "AbortError"));
        return;
      }
      request.open("POST", `/api/v1/attachments?inbox_id=${encodeURIComponent(inboxId)}`);
      request.setRequestHeader("Authorization", `Bearer ${token}`);
      request.setRequestHeader("Idempotency-Key", key);
      request.responseType = "json";
      request.upload.addEventListener("progress", ({ loaded, total }) => progress(total > 0 ? loaded / total : 0));
      request.addEventListener("error", () => reject(offline()));
      request.addEventListener("abort", () => reject(new DOMException("cancelled", "AbortError")));
      request.addEventListener("load", () => {
        if (request.status === 201) {
          resolve(request.response as Attachment);
          return;
        }
        const problem = request.response as Problem | null;
        reject(new ApiError(request.status, problem?.code ?? "UNKNOWN", problem?.request_id ?? null, problem, Number(request.getResponseHeader("Retry-After")) || null));
      });
      const body = new FormData();
      body.append("file", file, file.name);
      request.send(body);
    });
  };
  return {
    done: send(),
    cancel: () => {
      cancelled = true;
      request.abort();
    },
  };
}
