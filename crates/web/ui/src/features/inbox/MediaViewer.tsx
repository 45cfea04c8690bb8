// One image, as large as the screen allows. Lazy.
import { DownloadIcon, XIcon } from "lucide-react";
import { Dialog } from "radix-ui";
import { t } from "@i18n";
import type { Attachment } from "@rt/types";
import { IconButton, Spinner } from "@ui";
import { useFileLink } from "./Attachments";

export default function MediaViewer({ file, onClose }: { file: Attachment; onClose: () => void }) {
  const { data: link } = useFileLink(file.id);
  return (
    <Dialog.Root open onOpenChange={onClose}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-[oklch(0.12_0.01_265/0.85)]" />
        <Dialog.Content aria-describedby={undefined} className="fixed inset-0 z-50 flex flex-col p-4">
          <div className="flex items-center gap-2 text-white">
            <Dialog.Title className="me-auto truncate text-sm font-medium">{file.name}</Dialog.Title>
            {link && (
              <a href={link.url} download={file.name} aria-label={t("file.download")} className="flex size-9 items-center justify-center rounded-lg hover:bg-white/15">
                <DownloadIcon size={18} aria-hidden="true" />
              </a>
            )}
            <IconButton label={t("action.close")} icon={<XIcon size={20} />} tip={false} onClick={onClose} className="text-white hover:bg-white/15 hover:text-white" />
          </div>
          <div className="flex min-h-0 flex-1 items-center justify-center text-white">
            {link ? <img src={link.url} alt={file.name} className="max-h-full max-w-full rounded-lg object-contain" /> : <Spinner size={28} />}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
