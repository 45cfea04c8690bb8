// Menus on a button, and popovers. What they are made of is loaded when the page has long been there or when
// one is first wanted: until then there is only the button.
import { type ComponentType, cloneElement, type MouseEvent, type ReactElement, type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import { part } from "@rt/part";
import { signal } from "@rt/signal";

export interface MenuProps {
  trigger: ReactElement<TriggerProps>;
  children: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: "start" | "end" | "center";
  width?: number;
  side?: "top" | "bottom" | "right";
}
export type PopoverProps = MenuProps & { label: string };
export interface MenuItemProps {
  icon?: ReactNode;
  keys?: string | undefined;
  danger?: boolean;
  checked?: boolean;
  disabled?: boolean;
  needsServer?: boolean;
  onSelect: () => void;
  children: ReactNode;
}
interface TriggerProps {
  onClick?: (event: MouseEvent<HTMLElement>) => void;
  "aria-haspopup"?: "menu" | "dialog";
  "aria-expanded"?: boolean;
}

type Impl = typeof import("./menuImpl");
const impl = signal<Impl | null>(null);
const load = () => {
  if (!impl.get()) void part(() => import("./menuImpl")).then((module) => impl.set(module), () => undefined);
};
// Not while the page itself still waits for its data.
setTimeout(load, 3_000);

function useImpl(): Impl | null {
  return useSyncExternalStore(impl.subscribe, impl.get);
}

function Lazy({ kind, props, haspopup }: { kind: "Menu" | "Popover"; props: PopoverProps; haspopup: "menu" | "dialog" }) {
  const [own, setOwn] = useState(false);
  const [wanted, setWanted] = useState(false);
  const module = useImpl();
  const open = props.open ?? own;
  const set = (next: boolean) => {
    setOwn(next);
    props.onOpenChange?.(next);
  };
  useEffect(() => {
    if (open) load();
  }, [open]);
  // Once it was wanted it stays: the button must not be made anew under the focus.
  if (module && (open || wanted)) {
    if (!wanted) setWanted(true);
    const Real = module[kind] as ComponentType<PopoverProps>;
    return <Real {...props} open={open} onOpenChange={set} />;
  }
  return cloneElement(props.trigger, {
    "aria-haspopup": haspopup,
    "aria-expanded": false,
    onClick: (event) => {
      props.trigger.props.onClick?.(event);
      set(true);
    },
  });
}

export const Menu = (props: MenuProps) => <Lazy kind="Menu" props={{ ...props, label: "" }} haspopup="menu" />;
export const Popover = (props: PopoverProps) => <Lazy kind="Popover" props={props} haspopup="dialog" />;

// Items stand only in an open menu, so what they are made of is there.
export function MenuItem(props: MenuItemProps) {
  const module = useImpl();
  return module && <module.MenuItem {...props} />;
}
export function MenuLabel({ children }: { children: ReactNode }) {
  const module = useImpl();
  return module && <module.MenuLabel>{children}</module.MenuLabel>;
}
export function MenuSeparator() {
  const module = useImpl();
  return module && <module.MenuSeparator />;
}
