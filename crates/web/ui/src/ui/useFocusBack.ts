// The focus goes back to what had it before a dialog. Radix gives it back to a trigger of its own only, and
// these dialogs have none: they are opened by menus, keys and buttons far away.
import { useState } from "react";

/** What had the focus; of a menu, which goes, its button. */
function focused(): HTMLElement | null {
  const at = document.activeElement;
  const menu = at?.closest("[role=menu]");
  const found = menu ? document.querySelector(`#${CSS.escape(menu.getAttribute("aria-labelledby") ?? "")}`) : at;
  return found instanceof HTMLElement ? found : null;
}

/** For `onCloseAutoFocus` of what is open or not. */
export function useFocusBack(open: boolean): (event: Event) => void {
  const [wasOpen, setWasOpen] = useState(open);
  const [back, setBack] = useState(() => (open ? focused() : null));
  if (open !== wasOpen) {
    setWasOpen(open);
    if (open) setBack(focused());
  }
  return (event) => {
    event.preventDefault();
    // What was opened from here may have taken it on.
    if (document.activeElement !== document.body) return;
    // What was deleted has no button any more: then to the beginning of the page.
    (back?.isConnected ? back : document.querySelector<HTMLElement>("#main h1[tabindex]"))?.focus({ preventScroll: true });
  };
}
