// What Menu.tsx loads when a menu is first wanted: menus and popovers over Radix.
import { CheckIcon } from "lucide-react";
import { DropdownMenu, Popover as RadixPopover } from "radix-ui";
import type { ReactNode } from "react";
import { t } from "@i18n";
import { useGone } from "@rt/client";
import type { MenuItemProps, MenuProps, PopoverProps } from "./Menu";
import { cn } from "./cn";
import { Kbd } from "./Kbd";

const BOX = "z-50 max-h-[min(420px,var(--radix-popper-available-height))] overflow-y-auto scroll-thin rounded-xl border border-line bg-raised p-1 text-sm shadow-pop animate-[pop_100ms_ease-out] max-w-[calc(100vw-16px)]";
const ITEM = "flex min-h-8 w-full items-center gap-2.5 rounded-lg px-2.5 py-1 text-start outline-none select-none data-[highlighted]:bg-hover data-[disabled]:opacity-50 max-md:min-h-11";

/** Menus are part of the page's main landmark: what stands outside of all landmarks is hard to find. */
const inMain = () => document.querySelector<HTMLElement>("#main");

export function Menu({ trigger, children, open, onOpenChange, align = "end", side = "bottom", width = 220 }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false} open={open ?? false} onOpenChange={(next) => onOpenChange?.(next)}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={inMain()}>
        <DropdownMenu.Content align={align} side={side} sideOffset={6} collisionPadding={8} className={BOX} style={{ minWidth: width }}>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export function MenuItem({ icon, keys, danger = false, checked, disabled = false, needsServer = false, onSelect, children }: MenuItemProps) {
  const waits = useGone() && needsServer;
  const body = (
    <>
      {icon && <span className="text-dim">{icon}</span>}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {checked && <CheckIcon size={16} aria-hidden="true" className="text-link" />}
      {keys && <Kbd keys={keys} />}
    </>
  );
  const shared = { className: cn(ITEM, danger && "text-danger"), onSelect, disabled: disabled || waits, ...(waits ? { title: t("net.needsServer") } : {}) };
  return checked === undefined ? (
    <DropdownMenu.Item {...shared}>{body}</DropdownMenu.Item>
  ) : (
    <DropdownMenu.CheckboxItem {...shared} checked={checked}>
      {body}
    </DropdownMenu.CheckboxItem>
  );
}

export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <DropdownMenu.Label className="px-2.5 pt-1.5 pb-1 text-xs font-medium text-dim">{children}</DropdownMenu.Label>
);
export const MenuSeparator = () => <DropdownMenu.Separator className="mx-1 my-1 h-px bg-line" />;

export function Popover({ trigger, children, open, onOpenChange, align = "start", side = "bottom", width = 280, label }: PopoverProps) {
  return (
    <RadixPopover.Root open={open ?? false} onOpenChange={(next) => onOpenChange?.(next)}>
      <RadixPopover.Trigger asChild>{trigger}</RadixPopover.Trigger>
      <RadixPopover.Portal container={inMain()}>
        <RadixPopover.Content aria-label={label} align={align} side={side} sideOffset={6} collisionPadding={8} className={BOX} style={{ width }}>
          {children}
        </RadixPopover.Content>
      </RadixPopover.Portal>
    </RadixPopover.Root>
  );
}
