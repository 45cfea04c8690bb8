// Where answers and notes are written. What is typed lives here and nowhere else until it pauses: no key
// press draws anything but the field.
import { LockIcon, PaperclipIcon, SendHorizontalIcon, SmileIcon, XIcon } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, lazy, type Ref, Suspense, useEffect, useId, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import { t } from "@i18n";
import { api, ok } from "@rt/api";
import { useInboxes, useMembers } from "@rt/catalogs.client";
import { useDraft, useNet, usePrefs } from "@rt/client";
import { runtime } from "@rt/runtime";
import type { Conversation, Message, PostKind } from "@rt/types";
import { uuidv7 } from "@rt/uuid";
import { cn, IconButton, Popover } from "@ui";
import { FileUpload } from "./FileUpload";
import { SuggestMenu, type Suggestion } from "./SuggestMenu";
import { mentionsIn, type Trigger, triggerAt } from "./suggest";
import { useTypingSignal } from "./useTypingSignal";
import { attempt } from "./useActs";
import { useSuggest } from "./useSuggest";
import { useUploads } from "./useUploads";

const EmojiGrid = lazy(() => import("./EmojiGrid"));
const DRAFT_PAUSE = 300;

export interface ComposerHandle {
  focus: (kind: PostKind) => void;
  addFiles: (files: Iterable<File>) => void;
}

interface Props {
  it: Conversation;
  replyTo: Message | null;
  editing: Message | null;
  onContextEnd: () => void;
  /** The newest message of one's own, to be edited. */
  onEditLast: () => void;
  onSent: () => void;
  handle: Ref<ComposerHandle>;
}

export function Composer({ it, replyTo, editing, onContextEnd, onEditLast, onSent, handle }: Props) {
  const { outbox, drafts, actions } = runtime();
  const draft = useDraft(it.id);
  const { send: sendKey } = usePrefs();
  const { link } = useNet();
  const { data: inboxes } = useInboxes();
  const { data: members = [] } = useMembers();
  const [text, setText] = useState(() => draft?.body ?? "");
  const [kind, setKind] = useState<PostKind>(() => draft?.kind ?? "text");
  const [trigger, setTrigger] = useState<Trigger | null>(null);
  const [active, setActive] = useState(0);
  const [sendWhenReady, setSendWhenReady] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const files = useUploads(it.inbox_id, inboxes?.find((inbox) => inbox.id === it.inbox_id));
  const suggestions = useSuggest(trigger);
  const typing = useTypingSignal(it.id);
  const menuId = useId();
  const note = (editing?.kind ?? kind) === "note";
  const shown = trigger !== null && suggestions.length > 0;

  useLayoutEffect(() => {
    const box = field.current;
    if (!box) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  }, [text]);
  // Another device, or another tab, went on with the draft: taken over while nothing is typed here.
  const remote = draft?.body ?? "";
  useEffect(() => {
    if (document.activeElement !== field.current && !drafts.pendingFor(it.id) && !editing) setText(remote);
  }, [remote, drafts, it.id, editing]);
  useEffect(() => {
    if (editing) {
      setText(editing.body ?? "");
      field.current?.focus();
    }
  }, [editing]);
  useEffect(() => {
    if (editing) return;
    const timer = setTimeout(() => drafts.set(it.id, { kind, body: text, replyToId: replyTo?.id ?? null }), DRAFT_PAUSE);
    return () => clearTimeout(timer);
  }, [text, kind, replyTo, editing, drafts, it.id]);
  useImperativeHandle(handle, () => ({
    focus: (mode) => {
      setKind(mode);
      field.current?.focus();
    },
    addFiles: (list) => void files.add(list),
  }));

  const end = () => {
    setText("");
    setTrigger(null);
    typing.stop();
    onContextEnd();
  };
  const saveEdit = async (message: Message, body: string) => {
    end();
    drafts.clear(it.id);
    await attempt(() => actions.edit(message, body, mentionsIn(body, members)));
  };
  const ready = files.items.every((item) => item.state !== "sending");
  const send = () => {
    const body = text.trim();
    if (editing) {
      if (body) void saveEdit(editing, body);
      return;
    }
    if (!ready) {
      setSendWhenReady(true);
      return;
    }
    const attachments = files.items.flatMap((item) => item.attachment ?? []);
    if (body === "" && attachments.length === 0) return;
    outbox.add({ clientId: uuidv7(), conversationId: it.id, kind, body, replyToId: replyTo?.id ?? null, mentions: note ? mentionsIn(body, members) : [], attachments, createdAt: new Date().toISOString() });
    files.clear();
    end();
    drafts.clear(it.id);
    onSent();
  };
  useEffect(() => {
    if (!sendWhenReady || !ready) return;
    setSendWhenReady(false);
    send();
    // Once, when the last file has arrived: with what is written by then.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [sendWhenReady, ready]);

  const put = (insert: string, from: number, to: number) => {
    setText(text.slice(0, from) + insert + text.slice(to));
    setTrigger(null);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(from + insert.length, from + insert.length);
    });
  };
  const pick = (item: Suggestion) => {
    if (!trigger) return;
    const { from, to } = trigger;
    if (trigger.kind === "mention") {
      put(`@${item.title} `, from, to);
      return;
    }
    setTrigger(null);
    void attempt(async () => {
      const { body } = await ok(api.POST("/api/v1/canned-responses/{id}/render", { params: { path: { id: item.id }, header: { "Idempotency-Key": uuidv7() } }, body: { conversation_id: it.id } }));
      put(body, from, to);
    });
  };
  const change = (value: string, caret: number) => {
    setText(value);
    const next = editing ? null : triggerAt(value, caret, note);
    setTrigger(next);
    setActive(0);
    if (!note && value.trim()) typing.start();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Enter that ends a composition of an input method sends nothing (keyCode 229: Safari).
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const chosen = suggestions[active];
    if (shown && chosen) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step !== undefined) {
        event.preventDefault();
        setActive((active + step + suggestions.length) % suggestions.length);
        return;
      }
      if (event.key === "Enter" || event.key === "Tab") {
        event.preventDefault();
        pick(chosen);
        return;
      }
    }
    if (event.key === "Escape") {
      event.preventDefault();
      if (trigger) setTrigger(null);
      else if (editing || replyTo) end();
      else field.current?.blur();
    } else if (event.key === "ArrowUp" && text === "" && !editing) {
      event.preventDefault();
      onEditLast();
    } else if (event.key === "Enter" && (event.metaKey || event.ctrlKey || (sendKey === "enter" && !event.shiftKey))) {
      event.preventDefault();
      send();
    }
  };
  const onPaste = (event: ClipboardEvent) => {
    const list = [...event.clipboardData.files];
    if (list.length === 0) return;
    event.preventDefault();
    void files.add(list);
  };

  const context = editing ?? replyTo;
  const empty = text.trim() === "" && files.items.every((item) => item.state === "refused");
  return (
    <div className="relative shrink-0 px-4 pb-4 max-md:px-2 max-md:pb-[calc(0.5rem+env(safe-area-inset-bottom))]">
      {shown && trigger && <SuggestMenu id={menuId} label={t(trigger.kind === "canned" ? "composer.canned" : "composer.mentions")} items={suggestions} active={active} onPick={pick} />}
      <div className={cn("rounded-2xl border shadow-[0_1px_2px_oklch(0_0_0/0.05)] focus-within:border-link", note ? "border-note-edge bg-note" : "border-edge/60 bg-panel")}>
        {context && (
          <div className="flex items-center gap-2 border-b border-line px-3 py-1.5 text-[13px]">
            <span className="font-medium text-link">{t(editing ? "composer.editing" : "composer.replying")}</span>
            <bdi className="truncate text-dim">{context.body}</bdi>
            <IconButton size="sm" label={t("action.cancel")} icon={<XIcon size={15} />} onClick={end} tip={false} className="ms-auto" />
          </div>
        )}
        <FileUpload items={files.items} onRemove={files.remove} onRetry={files.retry} />
        <textarea
          ref={field}
          value={text}
          rows={1}
          dir="auto"
          aria-label={t(note ? "composer.note" : "composer.reply")}
          aria-haspopup="listbox"
          aria-controls={shown ? menuId : undefined}
          aria-activedescendant={shown ? `${menuId}-${active}` : undefined}
          aria-autocomplete="list"
          placeholder={t(note ? "composer.notePlaceholder" : "composer.placeholder")}
          onChange={(event) => change(event.target.value, event.target.selectionStart)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={typing.stop}
          className="scroll-thin block max-h-44 w-full resize-none bg-transparent px-3.5 pt-3 pb-1 text-sm outline-none max-md:max-h-32 max-md:text-base"
          data-composer
        />
        <div className="flex items-center gap-0.5 px-2 pb-1.5">
          <div role="group" aria-label={t("composer.mode")} className={cn("me-1 flex gap-0.5 rounded-lg p-0.5", note ? "bg-panel/50" : "bg-hover")}>
            {(["text", "note"] as const).map((mode) => (
              <button
                key={mode}
                type="button"
                disabled={editing !== null}
                aria-pressed={(editing?.kind ?? kind) === mode}
                onClick={() => setKind(mode)}
                className={cn("flex h-7 items-center gap-1 rounded-md px-2.5 text-[13px] font-medium max-md:h-9", (editing?.kind ?? kind) === mode ? "bg-panel text-fg shadow-sm" : "text-dim hover:text-fg")}
              >
                {mode === "note" && <LockIcon size={12} aria-hidden="true" />}
                {t(mode === "note" ? "composer.noteTab" : "composer.replyTab")}
              </button>
            ))}
          </div>
          <IconButton label={t("composer.attach")} icon={<PaperclipIcon size={18} />} disabled={editing !== null} onClick={() => picker.current?.click()} />
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            aria-label={t("composer.attach")}
            onChange={(event) => {
              void files.add([...(event.target.files ?? [])]);
              event.target.value = "";
            }}
          />
          <Popover label={t("composer.emoji")} side="top" width={300} trigger={<IconButton label={t("composer.emoji")} icon={<SmileIcon size={18} />} tip={false} className="max-md:hidden" />}>
            <Suspense>
              <EmojiGrid onPick={(emoji) => put(emoji, field.current?.selectionStart ?? text.length, field.current?.selectionEnd ?? text.length)} />
            </Suspense>
          </Popover>
          <span className="ms-auto me-2 text-xs text-dim max-lg:hidden">{link === "offline" ? t("composer.offline") : t(sendKey === "enter" ? "composer.hintEnter" : "composer.hintMod")}</span>
          <IconButton
            label={t(editing ? "action.save" : note ? "composer.addNote" : "composer.send")}
            icon={<SendHorizontalIcon size={18} className="rtl:-scale-x-100" />}
            aria-disabled={empty}
            aria-busy={sendWhenReady}
            onClick={send}
            tip={false}
            className={cn("max-lg:ms-auto", !empty && "bg-accent text-accent-fg hover:bg-accent hover:text-accent-fg hover:brightness-110")}
            data-send
          />
        </div>
      </div>
    </div>
  );
}
