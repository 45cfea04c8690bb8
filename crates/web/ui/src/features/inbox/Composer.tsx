// Where answers and notes are written. What is typed lives here and nowhere else until it pauses: no key
// press draws anything but the field.
import { XIcon } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, memo, type Ref, useCallback, useEffect, useId, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import { formatDateTime, t } from "@i18n";
import { api, ok } from "@rt/api";
import { useInboxes, useMembers } from "@rt/catalogs.client";
import { useDraft, usePrefs } from "@rt/client";
import { runtime } from "@rt/runtime";
import type { Message, PostKind } from "@rt/types";
import { uuidv7 } from "@rt/uuid";
import { cn, IconButton, toast } from "@ui";
import { ComposerBar } from "./ComposerBar";
import { FileUpload } from "./FileUpload";
import type { Plan } from "./ScheduleForm";
import { SuggestMenu, type Suggestion } from "./SuggestMenu";
import { mentionsIn, type Trigger, triggerAt } from "./suggest";
import { useTypingSignal } from "./useTypingSignal";
import { attempt } from "./useActs";
import { useSuggest } from "./useSuggest";
import { useUploads } from "./useUploads";

const SIZES_ITSELF = globalThis.CSS?.supports?.("field-sizing", "content") ?? false;
const DRAFT_PAUSE = 300;

export interface ComposerHandle {
  focus: (kind: PostKind) => void;
  addFiles: (files: Iterable<File>) => void;
  /** Asks when to send what is written. */
  schedule: () => void;
}

interface Props {
  id: string;
  inboxId: string;
  replyTo: Message | null;
  editing: Message | null;
  onContextEnd: () => void;
  /** The newest message of one's own, to be edited. */
  onEditLast: () => void;
  onSent: () => void;
  handle: Ref<ComposerHandle>;
}

export const Composer = memo(function Composer({ id, inboxId, replyTo, editing, onContextEnd, onEditLast, onSent, handle }: Props) {
  const { outbox, drafts, actions } = runtime();
  const draft = useDraft(id);
  const { send: sendKey } = usePrefs();
  const { data: inboxes } = useInboxes();
  const { data: members = [] } = useMembers();
  const [text, setText] = useState(() => draft?.body ?? "");
  const [kind, setKind] = useState<PostKind>(() => draft?.kind ?? "text");
  const [trigger, setTrigger] = useState<Trigger | null>(null);
  const [active, setActive] = useState(0);
  const [planning, setPlanning] = useState(false);
  const [sendWhenReady, setSendWhenReady] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const files = useUploads(inboxId, inboxes?.find((inbox) => inbox.id === inboxId));
  const suggestions = useSuggest(trigger);
  const typing = useTypingSignal(id);
  const menuId = useId();
  const note = (editing?.kind ?? kind) === "note";
  const shown = trigger !== null && suggestions.length > 0;

  useLayoutEffect(() => {
    const box = field.current;
    // Browsers that size a field by themselves need no measuring, which costs a layout at every key.
    if (!box || SIZES_ITSELF) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  }, [text]);
  // Another device, or another tab, went on with the draft: taken over while nothing is typed here.
  const remote = draft?.body ?? "";
  useEffect(() => {
    if (document.activeElement !== field.current && !drafts.pendingFor(id) && !editing) setText(remote);
  }, [remote, drafts, id, editing]);
  useEffect(() => {
    if (editing) {
      setText(editing.body ?? "");
      field.current?.focus();
    }
  }, [editing]);
  useEffect(() => {
    if (editing) return;
    const timer = setTimeout(() => drafts.set(id, { kind, body: /^\/\S*$/.test(text) ? "" : text, replyToId: replyTo?.id ?? null }), DRAFT_PAUSE);
    return () => clearTimeout(timer);
  }, [text, kind, replyTo, editing, drafts, id]);
  useImperativeHandle(handle, () => ({
    focus: (mode) => {
      setKind(mode);
      field.current?.focus();
    },
    addFiles: (list) => void files.add(list),
    schedule: () => setPlanning(!editing),
  }));

  const end = () => {
    setText("");
    setTrigger(null);
    typing.stop();
    onContextEnd();
  };
  const saveEdit = async (message: Message, body: string) => {
    end();
    drafts.clear(id);
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
    outbox.add({ clientId: uuidv7(), conversationId: id, kind, body, replyToId: replyTo?.id ?? null, mentions: note ? mentionsIn(body, members) : [], attachments, createdAt: new Date().toISOString() });
    files.clear();
    end();
    drafts.clear(id);
    onSent();
  };
  const plan = async (at: Date, cancel_on_reply: boolean) => {
    await actions.schedule(id, { kind, body: text.trim(), reply_to_id: replyTo?.id ?? null, send_at: at.toISOString(), cancel_on_reply });
    end();
    drafts.clear(id);
    setPlanning(false);
    toast({ text: t("later.done", { at: formatDateTime(at) }) });
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
      const { body } = await ok(api.POST("/api/v1/canned-responses/{id}/render", { params: { path: { id: item.id }, header: { "Idempotency-Key": uuidv7() } }, body: { conversation_id: id } }));
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

  // The bar is drawn only when something of it changes, not at every key.
  const latest = useRef({ send, plan, put, add: files.add, text });
  useEffect(() => {
    latest.current = { send, plan, put, add: files.add, text };
  });
  const stable = {
    send: useCallback(() => latest.current.send(), []),
    plan: useCallback<Plan>((...when) => latest.current.plan(...when), []),
    files: useCallback((list: File[]) => void latest.current.add(list), []),
    emoji: useCallback((emoji: string) => {
      const { put, text } = latest.current;
      put(emoji, field.current?.selectionStart ?? text.length, field.current?.selectionEnd ?? text.length);
    }, []),
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
          className="scroll-thin block max-h-44 w-full resize-none bg-transparent [field-sizing:content] px-3.5 pt-3 pb-1 text-sm outline-none max-md:max-h-32 max-md:text-base"
          data-composer
        />
        <ComposerBar
          kind={editing?.kind === "note" ? "note" : editing ? "text" : kind}
          editing={editing !== null}
          empty={empty}
          waiting={sendWhenReady}
          onKind={setKind}
          onFiles={stable.files}
          onEmoji={stable.emoji}
          onSend={stable.send}
          hasFiles={files.items.length > 0}
          planning={planning}
          onPlanning={setPlanning}
          onPlan={stable.plan}
        />
      </div>
    </div>
  );
});
