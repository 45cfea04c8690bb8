// Finds within one conversation: the newest match first, from there to the earlier ones. Lazy.
import { useInfiniteQuery } from "@tanstack/react-query";
import { ChevronDownIcon, ChevronUpIcon, XIcon } from "lucide-react";
import { type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useMemo, useRef, useState } from "react";
import { formatNumber, t } from "@i18n";
import { api, ok } from "@rt/api";
import type { Conversation } from "@rt/types";
import { errorText, IconButton, Input, Spinner } from "@ui";
import { cursorOf } from "@ui/pages";

const PAUSE = 250;

interface Props {
  it: Conversation;
  onJump: (seq: number) => void;
  onClose: () => void;
  handle: Ref<{ focus: () => void }>;
}

export default function FindBar({ it, onJump, onClose, handle }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState({ q: "", at: 0 });
  useImperativeHandle(handle, () => ({ focus: () => field.current?.select() }));
  useEffect(() => {
    const timer = setTimeout(() => setAsked((now) => (now.q === typed.trim() ? now : { q: typed.trim(), at: 0 })), PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  const { q, at } = asked;
  const found = useInfiniteQuery({
    queryKey: ["find", it.id, q],
    enabled: q !== "",
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => ok(api.GET("/api/v1/search", { params: { query: { q: `in:#${it.number} ${q}`, type: "messages", limit: 50, ...cursorOf(pageParam) } } })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const hits = useMemo(() => found.data?.pages.flatMap((page) => page.items.flatMap((hit) => (hit.type === "message" ? [hit.message.seq] : []))) ?? [], [found.data]);
  const seq = hits[at];
  useEffect(() => {
    if (seq !== undefined) onJump(seq);
  }, [seq, onJump]);
  const move = async (by: 1 | -1) => {
    let all = hits.length;
    if (at + by >= all && found.hasNextPage) {
      const more = await found.fetchNextPage();
      all = more.data?.pages.reduce((sum, page) => sum + page.items.length, 0) ?? all;
    }
    // Past the last one it begins anew.
    if (all > 0) setAsked({ q, at: (at + by + all) % all });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const by = event.key === "Enter" ? (event.shiftKey ? -1 : 1) : ({ ArrowUp: 1, ArrowDown: -1 } as const)[event.key];
    if (by === undefined && event.key !== "Escape") return;
    event.preventDefault();
    if (by) void move(by);
    else onClose();
  };
  const count = `${formatNumber(hits.length)}${found.hasNextPage ? "+" : ""}`;
  return (
    <search className="flex items-center gap-1 border-b border-line bg-panel px-3 py-1.5" data-find={hits.length}>
      <Input ref={field} type="search" autoFocus aria-label={t("key.find")} placeholder={t("key.find")} value={typed} onChange={(event) => setTyped(event.target.value)} onKeyDown={onKeyDown} />
      <span role="status" className="shrink-0 px-2 text-[13px] text-dim tabular-nums">
        {q !== "" && (found.error ? errorText(found.error) : found.isPending ? <Spinner /> : hits.length === 0 ? t("find.none") : t("find.count", { at: formatNumber(at + 1), count }))}
      </span>
      <IconButton label={t("find.earlier")} icon={<ChevronUpIcon size={18} />} disabled={hits.length === 0} onClick={() => void move(1)} />
      <IconButton label={t("find.later")} icon={<ChevronDownIcon size={18} />} disabled={hits.length === 0} onClick={() => void move(-1)} />
      <IconButton label={t("action.close")} icon={<XIcon size={18} />} onClick={onClose} tip={false} />
    </search>
  );
}
