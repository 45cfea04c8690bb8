// Who types here now. Its place is always kept: nothing jumps when it comes and goes.
import { formatList, t } from "@i18n";
import { useMemberNames } from "@rt/catalogs.client";
import { useTyping } from "@rt/client";

export function TypingLine({ id }: { id: string }) {
  const users = useTyping(id);
  const names = useMemberNames();
  const list = users.map((user) => names.get(user) ?? "").filter(Boolean);
  return (
    <p aria-live="polite" className="h-5 shrink-0 truncate px-6 text-xs text-dim" data-typing={list.length}>
      {list.length > 0 && t("thread.typing", { names: formatList(list), count: list.length })}
    </p>
  );
}
