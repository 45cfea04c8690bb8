// Hears keys for the whole page and hands them to the newest handler of the action. Keys without a
// modifier are heard only outside fields, dialogs and menus, and never while an input method composes.
import { useEffect, useRef } from "react";
import { prefs } from "@rt/prefs";
import { ACTION_IDS, type ActionId, bindingOf, chordOf, keysOf } from "./keymap";

export type KeyHandlers = Partial<Record<ActionId, () => void>>;

const stack: { current: KeyHandlers }[] = [];
let pending = "";
let pendingTimer: ReturnType<typeof setTimeout> | undefined;

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) && !(target instanceof HTMLInputElement && target.type === "checkbox");
}

function isLayer(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[role=dialog],[role=menu],[role=alertdialog]") !== null;
}

/** Enter and the like belong to a button or link that has the focus. */
function isOwn(event: KeyboardEvent): boolean {
  return (event.key === "Enter" || event.key === " ") && event.target instanceof Element && event.target.closest("button,a,summary,[role=tab]") !== null;
}

function handlerOf(id: ActionId): (() => void) | undefined {
  for (let at = stack.length - 1; at >= 0; at -= 1) {
    const handler = stack[at]?.current[id];
    if (handler) return handler;
  }
  return undefined;
}

function find(keys: string): ActionId | undefined {
  return ACTION_IDS.find((id) => keysOf(id) === keys && handlerOf(id));
}

export function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || ["Control", "Shift", "Meta", "Alt"].includes(event.key)) return;
  const chord = chordOf(event);
  const modified = chord.startsWith("mod+");
  if (!modified && (isField(event.target) || isLayer(event.target) || isOwn(event) || event.altKey)) return;
  const sequence = pending ? `${pending} ${chord}` : chord;
  const id = find(sequence) ?? find(chord);
  clearTimeout(pendingTimer);
  pending = "";
  if (id) {
    const always = bindingOf(id).always;
    if (!always && (!prefs.get().shortcuts || (modified && (isField(event.target) || isLayer(event.target))))) return;
    event.preventDefault();
    handlerOf(id)?.();
    return;
  }
  if (ACTION_IDS.some((other) => keysOf(other).startsWith(`${chord} `))) {
    pending = chord;
    pendingTimer = setTimeout(() => {
      pending = "";
    }, 1200);
  }
}

/** Handles actions while the component is there. The newest component goes first. */
export function useKeys(handlers: KeyHandlers): void {
  const box = useRef(handlers);
  useEffect(() => {
    box.current = handlers;
  });
  useEffect(() => {
    stack.push(box);
    return () => {
      stack.splice(stack.indexOf(box), 1);
    };
  }, []);
}
