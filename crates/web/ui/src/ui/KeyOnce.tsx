// A secret that is shown this once: it is selected on focus, can be copied, and is kept nowhere.
import { CopyIcon } from "lucide-react";
import { t } from "@i18n";
import { Button } from "./Button";
import { Input } from "./fields";
import { copy } from "./PanelError";

export function KeyOnce({ label, secret }: { label: string; secret: string }) {
  return (
    <div className="flex flex-col gap-2 rounded-xl border border-note-edge bg-note p-4">
      <p className="text-sm font-medium">{t("keyOnce.warning")}</p>
      <div className="flex gap-2">
        <Input readOnly aria-label={label} value={secret} className="font-mono" onFocus={(event) => event.target.select()} />
        <Button icon={<CopyIcon size={16} aria-hidden="true" />} onClick={() => void copy(secret)}>
          {t("action.copy")}
        </Button>
      </div>
    </div>
  );
}
