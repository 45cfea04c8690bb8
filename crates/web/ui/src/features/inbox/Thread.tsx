// One conversation: head, messages, who types, composer. Reads the thread, keeps the unread line where it
// was when it was opened, and marks as read only what stands before the eyes of somebody.
import { UploadIcon } from "lucide-react";
import { lazy, memo, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { t, withWords } from "@i18n";
import { useConversation, usePending, useThread } from "@rt/client";
import { runtime } from "@rt/runtime";
import { keys } from "@rt/store";
import type { Message } from "@rt/types";
import { ConfirmDialog, EmptyState, ErrorView, toast, useKeys } from "@ui";
import type { BubbleActs } from "./Bubble";
import { Composer, type ComposerHandle } from "./Composer";
import { LiveMessages } from "./LiveMessages";
import { Log, type LogHandle } from "./Log";
import { firstUnread } from "./rows";
import { ThreadSkeleton } from "./skeletons";
import { type LayerName, LAYERS } from "./threadLayers";
import { type HeaderMenu, ThreadHeader } from "./ThreadHeader";
import { TypingLine } from "./TypingLine";
import { attempt, useActs } from "./useActs";
import { useFileDrop } from "./useFileDrop";
import { useMarkRead } from "./useMarkRead";
import { useThreadCommands } from "./useThreadCommands";
import { useWide } from "./useWide";

const Scheduled = lazy(() => withWords("thread", () => import("./Scheduled")));
const DateRail = lazy(() => withWords("thread", () => import("./DateRail")));
const FindBar = lazy(() => withWords("thread", () => import("./FindBar")));
const HistoryDialog = lazy(() => import("./HistoryDialog"));

/** Shorter threads need no rail of days. */
const LONG = 60;

interface Props {
  id: string;
  at: number | undefined;
  onBack: () => void;
  onNext: () => void;
  onContact: () => void;
  onTitle: () => void;
  /** It is part of another one now. */
  onMoved: (id: string) => void;
}

export const Thread = memo(function Thread({ id, at, onBack, onNext, onContact, onTitle, onMoved }: Props) {
  const { sync, actions, cache, subscribe, view } = useMemo(() => {
    const it = runtime();
    return { sync: it.sync, actions: it.actions, cache: it.cache, subscribe: it.subscribe.bind(it), view: it.view.bind(it) };
  }, []);
  const it = useConversation(id);
  const thread = useThread(id);
  const pending = usePending(id);
  const acts = useActs(id);
  const [layer, setLayer] = useState<LayerName | null>(null);
  const [menu, setMenu] = useState<HeaderMenu | null>(null);
  const [replyTo, setReplyTo] = useState<Message | null>(null);
  const [editing, setEditing] = useState<Message | null>(null);
  const [removing, setRemoving] = useState<Message | null>(null);
  const [history, setHistory] = useState<Message | null>(null);
  const [pinned, setPinned] = useState(at === undefined);
  const [failure, setFailure] = useState<unknown>(null);
  const log = useRef<LogHandle>(null);
  const [finding, setFinding] = useState(false);
  const findBar = useRef<{ focus: () => void }>(null);
  const composer = useRef<ComposerHandle>(null);
  const drop = useFileDrop((files) => composer.current?.addFiles(files));

  const desktop = useWide("(min-width: 768px)");
  const known = it !== undefined;
  const into = runtime().store.merged.get(id);
  useEffect(() => {
    if (into === undefined) return;
    toast({ text: t("toast.merged") });
    onMoved(into);
  }, [into, onMoved]);
  useEffect(() => {
    if (!known) sync.conversation(id).then(() => setFailure(null), setFailure);
  }, [known, sync, id]);
  useEffect(() => {
    void sync.openThread(id, at);
    cache.opened(id);
  }, [sync, cache, id, at]);
  const behind = it !== undefined && !thread.hasNewer && !thread.isEmpty && it.message_count > thread.lastSeq;
  useEffect(() => {
    if (!behind) return;
    // Mostly the message itself is on its way, right behind.
    const timer = setTimeout(() => void sync.openThread(id), 400);
    return () => clearTimeout(timer);
  }, [behind, sync, id]);
  useEffect(() => {
    view(id);
    const end = subscribe(id);
    return () => {
      end();
      view(null);
    };
  }, [id, subscribe, view]);

  // Where the unread ones began when this was opened. It stays until the thread is left.
  const [line, setLine] = useState<{ seq: number | null } | null>(null);
  if (line === null && it && !thread.isEmpty && !thread.stale && !thread.hasNewer) setLine({ seq: it.unread_count ? firstUnread(thread.items, it.unread_count) : null });
  useMarkRead(id, it, thread.lastSeq, pinned, (seq) => setLine({ seq }));

  const bubbleActs = useMemo<BubbleActs>(
    () => ({
      reply: (message) => {
        setEditing(null);
        setReplyTo(message);
        composer.current?.focus(message.kind === "note" ? "note" : "text");
      },
      edit: (message) => {
        setReplyTo(null);
        setEditing(message);
      },
      remove: setRemoving,
      react: (message, emoji, on) => void attempt(() => actions.react(message, emoji, on)),
      history: setHistory,
      redeliver: (message) => void attempt(() => actions.redeliver(message)),
      unread: (message) => void acts.markUnread(message.seq),
      jump: (seq) => log.current?.toSeq(seq),
    }),
    [actions, acts],
  );
  const editLast = useCallback(() => {
    const mine = thread.items.findLast((message) => message.sender.id === runtime().store.me && message.deleted_at === null && (message.kind === "note" || message.kind === "text"));
    if (mine) bubbleActs.edit(mine);
  }, [thread, bubbleActs]);
  const endContext = useCallback(() => {
    setReplyTo(null);
    setEditing(null);
  }, []);
  const sent = useCallback(() => log.current?.toEnd(), []);
  const jump = useCallback((seq: number) => void sync.toSeq(id, seq).then(() => log.current?.toSeq(seq)), [sync, id]);
  const find = useCallback(() => {
    setFinding(true);
    findBar.current?.focus();
  }, []);
  const endFind = useCallback(() => {
    setFinding(false);
    log.current?.focus();
  }, []);
  const reply = () => composer.current?.focus("text");
  const note = () => composer.current?.focus("note");
  const handlers = {
    reply,
    note,
    resolve: () => void acts.status(it?.status === "resolved" ? "open" : "resolved"),
    resolveNext: () => {
      void acts.status("resolved");
      onNext();
    },
    snooze: () => setMenu("snooze"),
    assign: () => setMenu("assign"),
    label: () => setMenu("label"),
    assignMe: () => void acts.assign({ user_id: runtime().store.me }, t("sender.you")),
    mute: () => void acts.mute(!it?.muted),
    markUnread: () => void acts.markUnread(),
    newest: () => log.current?.toEnd(),
    firstUnread: () => line?.seq && log.current?.toSeq(line.seq),
    find,
    watch: () => setLayer("watch"),
    transfer: () => setLayer("transfer"),
    merge: () => setLayer("merge"),
    schedule: () => composer.current?.schedule(),
    contact: onContact,
    back: onBack,
  };
  useKeys(handlers);
  useThreadCommands(handlers);

  const older = useCallback(() => void sync.older(id), [sync, id]);
  const newer = useCallback(() => void sync.newer(id), [sync, id]);
  const toNewest = useCallback(() => sync.toNewest(id), [sync, id]);
  if (failure !== null && !it) {
    return <ErrorView error={failure} onRetry={() => void sync.conversation(id).then(() => setFailure(null), setFailure)} />;
  }
  if (!it) return <ThreadSkeleton />;
  const Layer = layer && LAYERS[layer];
  return (
    <section aria-label={t("thread.with", { name: it.contact.name })} className="relative flex min-h-0 min-w-0 flex-1 flex-col bg-panel" {...drop.handlers} data-thread={id}>
      <ThreadHeader it={it} acts={acts} menu={menu} onMenu={setMenu} onBack={onBack} onContact={onContact} onTitle={onTitle} onLayer={setLayer} onFind={find} />
      {finding && (
        <Suspense>
          <FindBar it={it} onJump={jump} onClose={endFind} handle={findBar} />
        </Suspense>
      )}
      {thread.error !== null && thread.isEmpty ? (
        <ErrorView error={thread.error} onRetry={() => void sync.openThread(id, at)} />
      ) : thread.isEmpty && (thread.stale || thread.loading === "open") ? (
        <ThreadSkeleton />
      ) : thread.isEmpty && pending.length === 0 ? (
        <div className="flex-1">
          <EmptyState title={t("thread.empty")} />
        </div>
      ) : (
        <div className="flex min-h-0 flex-1">
          <Log
            id={id}
            thread={thread}
            version={runtime().store.notifier.version(keys.thread(id))}
            me={runtime().store.me}
            pending={pending}
            lineSeq={line?.seq ?? null}
            at={at}
            acts={bubbleActs}
            onOlder={older}
            onNewer={newer}
            onNewest={toNewest}
            onPinned={setPinned}
            handle={log}
          />
          {desktop && it.message_count >= LONG && (
            <div className="relative w-14 shrink-0 border-s border-line">
              <Suspense>
                <DateRail it={it} log={log} onJump={jump} />
              </Suspense>
            </div>
          )}
        </div>
      )}
      <LiveMessages thread={thread} lastSeq={thread.lastSeq} />
      <TypingLine id={id} />
      <Suspense>
        <Scheduled id={id} />
      </Suspense>
      <Composer
        id={it.id}
        inboxId={it.inbox_id}
        replyTo={replyTo}
        editing={editing}
        onContextEnd={endContext}
        onEditLast={editLast}
        onSent={sent}
        handle={composer}
      />
      {drop.over && (
        <div className="absolute inset-2 z-30 flex flex-col items-center justify-center gap-2 rounded-2xl border-2 border-dashed border-accent bg-accent-soft/90 font-medium text-link">
          <UploadIcon size={26} aria-hidden="true" />
          {t("upload.drop")}
        </div>
      )}
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={() => setRemoving(null)}
        title={t("message.deleteTitle")}
        description={t("message.deleteText")}
        confirm={t("action.delete")}
        onConfirm={async () => {
          if (removing) await attempt(() => actions.remove(removing));
        }}
      />
      {Layer && (
        <Suspense>
          <Layer it={it} onClose={() => setLayer(null)} />
        </Suspense>
      )}
      {history && (
        <Suspense>
          <HistoryDialog message={history} onClose={() => setHistory(null)} />
        </Suspense>
      )}
    </section>
  );
});
