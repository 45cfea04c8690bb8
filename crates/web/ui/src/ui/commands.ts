// What the command palette offers. Features register their commands while they are on screen; the
// palette, which is lazy, only reads them.
import { useEffect } from "react";
import { signal } from "@rt/signal";

export interface Command {
  id: string;
  title: string;
  group: string;
  keys?: string | undefined;
  keywords?: string[];
  run: () => void;
}

const sources = new Map<object, Command[]>();
export const commands = signal<Command[]>([]);
const publish = () => commands.set([...sources.values()].flat());

/** The list must be stable while nothing changes (useMemo). */
export function useCommands(list: Command[]): void {
  useEffect(() => {
    const source = {};
    sources.set(source, list);
    publish();
    return () => {
      sources.delete(source);
      publish();
    };
  }, [list]);
}
