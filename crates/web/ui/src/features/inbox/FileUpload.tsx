// The files that will go with the message, each with progress, reason of refusal, and a way out.
import { FileIcon, RotateCwIcon, XIcon } from "lucide-react";
import { useEffect, useMemo } from "react";
import { formatBytes, t } from "@i18n";
import { cn, IconButton } from "@ui";
import type { UploadItem } from "./useUploads";

function Preview({ file }: { file: File }) {
  const url = useMemo(() => (file.type.startsWith("image/") ? URL.createObjectURL(file) : null), [file]);
  useEffect(() => () => (url ? URL.revokeObjectURL(url) : undefined), [url]);
  return url ? <img src={url} alt="" className="size-10 rounded-lg object-cover" /> : <FileIcon size={20} aria-hidden="true" className="m-2.5 text-dim" />;
}

export function FileUpload({ items, onRemove, onRetry }: { items: UploadItem[]; onRemove: (key: string) => void; onRetry: (item: UploadItem) => void }) {
  if (items.length === 0) return null;
  return (
    <ul aria-label={t("upload.files")} className="flex gap-2 overflow-x-auto px-3 pt-2">
      {items.map((item) => (
        <li key={item.key} data-upload={item.state} className={cn("relative flex w-60 shrink-0 items-center gap-2 overflow-hidden rounded-xl border p-1.5", item.error ? "border-danger" : "border-line")}>
          <Preview file={item.file} />
          <span className="min-w-0 flex-1">
            <span className="block truncate text-[13px] font-medium">{item.file.name}</span>
            <span className={cn("block truncate text-xs", item.error ? "text-danger" : "text-dim")} title={item.error ?? undefined}>
              {item.error ?? (item.state === "done" ? formatBytes(item.file.size) : t("upload.progress", { percent: Math.round(item.share * 100) }))}
            </span>
          </span>
          {item.state === "failed" && <IconButton size="sm" label={t("action.retry")} icon={<RotateCwIcon size={15} />} onClick={() => onRetry(item)} />}
          <IconButton size="sm" label={t(item.state === "sending" ? "upload.cancel" : "upload.remove", { name: item.file.name })} icon={<XIcon size={15} />} onClick={() => onRemove(item.key)} tip={false} />
          {item.state === "sending" && (
            <span
              role="progressbar"
              aria-label={item.file.name}
              aria-valuemin={0}
              aria-valuemax={100}
              // In quarters: a screen reader hears four steps, not a hundred.
              aria-valuenow={Math.floor(item.share * 4) * 25}
              className="absolute inset-x-0 bottom-0 h-0.5 bg-line"
            >
              <span className="block h-full bg-accent transition-[width]" style={{ width: `${item.share * 100}%` }} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
