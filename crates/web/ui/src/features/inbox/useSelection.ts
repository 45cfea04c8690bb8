// Which rows are selected. Another list begins with none; rows that go from the list are no longer selected.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";

export function useSelection(ids: string[], listKey: string) {
  const [state, setState] = useState<{ key: string; ids: Set<string> }>({ key: listKey, ids: new Set() });
  const last = useRef<string | null>(null);
  const chosen = useMemo(() => (state.key === listKey ? new Set(ids.filter((id) => state.ids.has(id))) : new Set<string>()), [state, listKey, ids]);
  const box = useRef({ chosen, ids, listKey });
  useEffect(() => {
    box.current = { chosen, ids, listKey };
  });

  const set = useCallback((next: Set<string>) => setState({ key: box.current.listKey, ids: next }), []);
  const add = useCallback((id: string) => setState((now) => ({ key: box.current.listKey, ids: new Set(now.ids).add(id) })), []);
  const toggle = useCallback(
    (id: string, extend: boolean) => {
      const { chosen, ids } = box.current;
      const next = new Set(chosen);
      const from = last.current === null ? -1 : ids.indexOf(last.current);
      const to = ids.indexOf(id);
      if (extend && from >= 0) ids.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((one) => next.add(one));
      else if (!next.delete(id)) next.add(id);
      last.current = id;
      set(next);
    },
    [set],
  );
  const all = useCallback(() => set(new Set(box.current.ids)), [set]);
  const clear = useCallback(() => set(new Set()), [set]);
  return { ids: chosen, toggle, add, all, clear };
}
