// What is told in passing. A toast may offer to undo; it then stays for eight seconds, and while it is
// pointed at or focused.
import { signal } from "@rt/signal";

export interface ToastAction {
  text: string;
  run: () => void;
}
export interface ToastItem {
  id: number;
  text: string;
  tone: "plain" | "error";
  action?: ToastAction | undefined;
  lasts: number;
}

export const toasts = signal<ToastItem[]>([]);
let next = 1;

export function toast({ text, tone = "plain", action, lasts }: { text: string; tone?: "plain" | "error"; action?: ToastAction | undefined; lasts?: number }): number {
  const id = next++;
  const item: ToastItem = { id, text, tone, action, lasts: lasts ?? (action || tone === "error" ? 8000 : 3500) };
  // Three at most: older ones give way.
  toasts.set([...toasts.get().slice(-2), item]);
  return id;
}

export function dismissToast(id: number): void {
  toasts.set(toasts.get().filter((item) => item.id !== id));
}
