// Versions of keys, and who wants to hear of them. Whatever happens to a key within a frame is told
// once, at the next frame. Knows nothing of what the keys stand for.

type Listener = () => void;

export class Notifier {
  private readonly versions = new Map<string, number>();
  private readonly listeners = new Map<string, Set<Listener>>();
  private dirty = new Set<string>();
  private planned = false;

  constructor(private readonly plan: (flush: () => void) => void = nextFrame) {}

  version(key: string): number {
    return this.versions.get(key) ?? 0;
  }

  touch(key: string): void {
    this.versions.set(key, this.version(key) + 1);
    this.dirty.add(key);
    if (this.planned) return;
    this.planned = true;
    this.plan(() => this.flush());
  }

  subscribe(key: string, listener: Listener): () => void {
    let set = this.listeners.get(key);
    if (!set) {
      set = new Set();
      this.listeners.set(key, set);
    }
    set.add(listener);
    return () => {
      set.delete(listener);
      if (set.size === 0) this.listeners.delete(key);
    };
  }

  flush(): void {
    this.planned = false;
    const keys = this.dirty;
    this.dirty = new Set();
    for (const key of keys) this.listeners.get(key)?.forEach((listener) => listener());
  }
}

/** Hidden pages have no frames, but their title and badges still have to be right. */
function nextFrame(flush: () => void): void {
  if (typeof requestAnimationFrame === "function" && document.visibilityState === "visible") requestAnimationFrame(flush);
  else setTimeout(flush, 30);
}
