// What is laid over a thread, each loaded with its words when it is first wanted.
import { type ComponentType, lazy, type LazyExoticComponent } from "react";
import { withWords } from "@i18n";
import type { Conversation } from "@rt/types";

export interface LayerProps {
  it: Conversation;
  onClose: () => void;
}
export type LayerName = "merge" | "transfer" | "watch";

export const LAYERS: Record<LayerName, LazyExoticComponent<ComponentType<LayerProps>>> = {
  merge: lazy(() => withWords("thread", () => import("./MergeDialog"))),
  transfer: lazy(() => withWords("thread", () => import("./TransferDialog"))),
  watch: lazy(() => withWords("thread", () => import("./WatchDialog"))),
};
