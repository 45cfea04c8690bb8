// Files of a message: images with their place kept by the server's sizes, sound, and anything else as a
// named file. Files need a credential, so each is opened by a link that lasts some minutes.
import { useQuery } from "@tanstack/react-query";
import { FileIcon, ImageOffIcon } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { formatBytes, t } from "@i18n";
import { api, ok } from "@rt/api";
import type { Attachment } from "@rt/types";

const MediaViewer = lazy(() => import("./MediaViewer"));
const LINK_LASTS = 8 * 60_000;
const WIDEST = 320;
const HIGHEST = 260;

export function useFileLink(id: string, on = true) {
  return useQuery({
    queryKey: ["file-link", id],
    queryFn: () => ok(api.GET("/api/v1/attachments/{id}/link", { params: { path: { id } } })),
    staleTime: LINK_LASTS,
    gcTime: LINK_LASTS,
    enabled: on,
  });
}

function ImageFile({ file }: { file: Attachment }) {
  const { data: link } = useFileLink(file.id);
  const [open, setOpen] = useState(false);
  const [broken, setBroken] = useState(false);
  const scale = Math.min(1, WIDEST / (file.width ?? WIDEST), HIGHEST / (file.height ?? HIGHEST));
  const width = Math.round((file.width ?? WIDEST) * scale);
  const height = Math.round((file.height ?? HIGHEST) * scale);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)} aria-label={t("file.open", { name: file.name })} className="block max-w-full overflow-hidden rounded-xl bg-hover" style={{ width, aspectRatio: `${width} / ${height}` }}>
        {broken ? (
          <span className="flex size-full items-center justify-center text-dim">
            <ImageOffIcon size={22} aria-hidden="true" />
          </span>
        ) : (
          link && <img src={link.thumbnail_url ?? link.url} alt={file.name} width={width} height={height} onError={() => setBroken(true)} className="size-full object-cover" />
        )}
      </button>
      {open && (
        <Suspense>
          <MediaViewer file={file} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

function AudioFile({ file }: { file: Attachment }) {
  const { data: link } = useFileLink(file.id);
  return (
    <div className="flex w-72 max-w-full flex-col gap-1">
      {/* Sound of customers comes without captions. */}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
      <audio controls preload="none" src={link?.url} aria-label={file.name} className="h-10 w-full" />
      <span className="truncate text-xs text-dim">{file.name}</span>
    </div>
  );
}

function OtherFile({ file }: { file: Attachment }) {
  const { data: link } = useFileLink(file.id);
  return (
    <a href={link?.url} download={file.name} className="flex w-64 max-w-full items-center gap-3 rounded-xl border border-line bg-panel p-2.5 hover:bg-hover">
      <span className="flex size-9 shrink-0 items-center justify-center rounded-lg bg-accent-soft text-link">
        <FileIcon size={18} aria-hidden="true" />
      </span>
      <span className="min-w-0">
        <span className="block truncate text-sm font-medium">{file.name}</span>
        <span className="text-xs text-dim">{formatBytes(file.size)}</span>
      </span>
    </a>
  );
}

export function Attachments({ files }: { files: Attachment[] }) {
  return (
    <div className="flex flex-col gap-1.5">
      {files.map((file) => {
        if (file.width && file.height && file.media_type.startsWith("image/")) return <ImageFile key={file.id} file={file} />;
        return file.media_type.startsWith("audio/") ? <AudioFile key={file.id} file={file} /> : <OtherFile key={file.id} file={file} />;
      })}
    </div>
  );
}
