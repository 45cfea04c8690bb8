// Backup codes, the only time that they are shown.
import { CopyIcon, DownloadIcon } from "lucide-react";
import { t } from "@i18n";
import { Button, copy } from "@ui";
import { saveFile } from "@ui/download";

export function BackupCodes({ codes }: { codes: string[] }) {
  const all = codes.join("\n");
  return (
    <div className="flex flex-col gap-3 rounded-xl border border-note-edge bg-note p-4">
      <p className="text-sm font-medium">{t("settings.totp.codesWarning")}</p>
      <ul aria-label={t("settings.totp.codes")} data-backup-codes className="grid grid-cols-2 gap-x-4 gap-y-1 font-mono text-sm">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex gap-2">
        <Button size="sm" icon={<CopyIcon size={15} aria-hidden="true" />} onClick={() => void copy(all)}>
          {t("action.copy")}
        </Button>
        <Button size="sm" icon={<DownloadIcon size={15} aria-hidden="true" />} onClick={() => saveFile("skybot-backup-codes.txt", new Blob([`${all}\n`], { type: "text/plain" }))}>
          {t("settings.download")}
        </Button>
      </div>
    </div>
  );
}
