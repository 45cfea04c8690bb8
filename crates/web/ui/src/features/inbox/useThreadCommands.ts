// The thread's actions in the command palette.
import { useEffect, useMemo, useRef } from "react";
import { t } from "@i18n";
import { bindingOf, type Command, shownKeys, useCommands, type ActionId } from "@ui";

const OFFERED: ActionId[] = ["reply", "note", "resolve", "resolveNext", "snooze", "assign", "assignMe", "label", "mute", "markUnread", "newest", "firstUnread", "find", "schedule", "watch", "transfer", "merge", "contact"];

export function useThreadCommands(handlers: Partial<Record<ActionId, () => void>>): void {
  const box = useRef(handlers);
  useEffect(() => {
    box.current = handlers;
  });
  const list = useMemo<Command[]>(
    () => OFFERED.map((id) => ({ id: `thread.${id}`, title: t(bindingOf(id).label), group: t("shortcuts.group.thread"), keys: shownKeys(id), run: () => box.current[id]?.() })),
    [],
  );
  useCommands(list);
}
