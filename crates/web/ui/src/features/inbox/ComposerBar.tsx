// What stands below the field: for whom it is, files, emoji, send.
import { CalendarClockIcon, LockIcon, PaperclipIcon, SendHorizontalIcon, SmileIcon } from "lucide-react";
import { lazy, memo, Suspense, useRef } from "react";
import { t, withWords } from "@i18n";
import { useNet, usePrefs } from "@rt/client";
import type { PostKind } from "@rt/types";
import { cn, IconButton, Popover, shownKeys } from "@ui";
import type { Plan } from "./ScheduleForm";

const ScheduleForm = lazy(() => withWords("thread", () => import("./ScheduleForm")));
const EmojiGrid = lazy(() => import("./EmojiGrid"));

interface Props {
  kind: PostKind;
  editing: boolean;
  empty: boolean;
  waiting: boolean;
  onKind: (kind: PostKind) => void;
  onFiles: (files: File[]) => void;
  onEmoji: (emoji: string) => void;
  onSend: () => void;
  hasFiles: boolean;
  planning: boolean;
  onPlanning: (planning: boolean) => void;
  onPlan: Plan;
}

export const ComposerBar = memo(function ComposerBar({ kind, editing, empty, waiting, onKind, onFiles, onEmoji, onSend, hasFiles, planning, onPlanning, onPlan }: Props) {
  const { send: sendKey } = usePrefs();
  const { link } = useNet();
  const picker = useRef<HTMLInputElement>(null);
  const note = kind === "note";
  return (
    <div className="flex items-center gap-0.5 px-2 pb-1.5">
      <div role="group" aria-label={t("composer.mode")} className={cn("me-1 flex gap-0.5 rounded-lg p-0.5", note ? "bg-panel/50" : "bg-hover")}>
        {(["text", "note"] as const).map((mode) => (
          <button
            key={mode}
            type="button"
            disabled={editing}
            aria-pressed={kind === mode}
            onClick={() => onKind(mode)}
            className={cn("flex h-7 items-center gap-1 rounded-md px-2.5 text-[13px] font-medium max-md:h-9", kind === mode ? "bg-panel text-fg shadow-sm" : "text-dim hover:text-fg")}
          >
            {mode === "note" && <LockIcon size={12} aria-hidden="true" />}
            {t(mode === "note" ? "composer.noteTab" : "composer.replyTab")}
          </button>
        ))}
      </div>
      <IconButton label={t("composer.attach")} icon={<PaperclipIcon size={18} />} disabled={editing} onClick={() => picker.current?.click()} />
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label={t("composer.attach")}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <Popover label={t("composer.emoji")} side="top" width={300} trigger={<IconButton label={t("composer.emoji")} icon={<SmileIcon size={18} />} tip={false} className="max-md:hidden" />}>
        <Suspense>
          <EmojiGrid onPick={onEmoji} />
        </Suspense>
      </Popover>
      <span className="ms-auto me-2 text-xs text-dim max-lg:hidden">{link === "offline" ? t("composer.offline") : t(sendKey === "enter" ? "composer.hintEnter" : "composer.hintMod")}</span>
      <Popover
        label={t("key.schedule")}
        side="top"
        align="end"
        width={300}
        open={planning}
        onOpenChange={onPlanning}
        trigger={<IconButton label={t("key.schedule")} keys={shownKeys("schedule")} icon={<CalendarClockIcon size={18} />} disabled={editing} className="max-lg:ms-auto" />}
      >
        <Suspense>
          <ScheduleForm note={note} blocked={empty ? "empty" : hasFiles ? "files" : null} onPlan={onPlan} />
        </Suspense>
      </Popover>
      <IconButton
        label={t(editing ? "action.save" : note ? "composer.addNote" : "composer.send")}
        icon={<SendHorizontalIcon size={18} className="rtl:-scale-x-100" />}
        aria-disabled={empty}
        aria-busy={waiting}
        onClick={onSend}
        tip={false}
        primary={!empty}
        data-send
      />
    </div>
  );
});
