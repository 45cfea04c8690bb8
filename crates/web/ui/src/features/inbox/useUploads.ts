// Files on their way to the next message: checked, sent at once, cancelled, tried again.
import { useCallback, useEffect, useRef, useState } from "react";
import { formatBytes, t } from "@i18n";
import type { Attachment, Inbox } from "@rt/types";
import { upload, type Upload } from "@rt/upload";
import { uuidv7 } from "@rt/uuid";
import { errorText } from "@ui";
import { refuse, type Refusal } from "./fileRules";

export interface UploadItem {
  key: string;
  file: File;
  state: "refused" | "sending" | "failed" | "done";
  share: number;
  error: string | null;
  attachment: Attachment | null;
}

function refusalText(refusal: Refusal): string {
  switch (refusal.code) {
    case "count":
      return t("upload.tooMany", { limit: refusal.limit });
    case "size":
      return t("upload.tooLarge", { limit: formatBytes(refusal.limit) });
    case "type":
      return t("upload.badType", { type: refusal.type });
    default:
      return t("upload.empty");
  }
}

export function useUploads(inboxId: string, inbox: Inbox | undefined) {
  const [items, setItems] = useState<UploadItem[]>([]);
  const running = useRef(new Map<string, Upload>());
  const change = useCallback((key: string, patch: Partial<UploadItem>) => setItems((now) => now.map((item) => (item.key === key ? { ...item, ...patch } : item))), []);

  const begin = useCallback(
    (key: string, file: File) => {
      const task = upload(file, inboxId, key, (share) => change(key, { share }));
      running.current.set(key, task);
      task.done.then(
        (attachment) => change(key, { state: "done", share: 1, attachment }),
        (error: unknown) => {
          if (error instanceof DOMException) return;
          change(key, { state: "failed", error: errorText(error) });
        },
      );
    },
    [inboxId, change],
  );

  const add = useCallback(
    async (files: Iterable<File>) => {
      let count = items.length;
      for (const file of files) {
        const refusal = await refuse(file, count, inbox);
        count += 1;
        const key = uuidv7();
        setItems((now) => [...now, { key, file, state: refusal ? "refused" : "sending", share: 0, error: refusal && refusalText(refusal), attachment: null }]);
        if (!refusal) begin(key, file);
      }
    },
    [items.length, inbox, begin],
  );

  const remove = useCallback((key: string) => {
    running.current.get(key)?.cancel();
    running.current.delete(key);
    setItems((now) => now.filter((item) => item.key !== key));
  }, []);

  const retry = useCallback(
    (item: UploadItem) => {
      change(item.key, { state: "sending", share: 0, error: null });
      begin(item.key, item.file);
    },
    [begin, change],
  );

  /** They belong to a message now: nothing of them is left here. */
  const clear = useCallback(() => {
    running.current.clear();
    setItems([]);
  }, []);

  useEffect(() => {
    const tasks = running.current;
    return () => tasks.forEach((task) => task.cancel());
  }, []);

  return { items, add, remove, retry, clear };
}
