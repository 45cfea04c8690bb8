// The command palette: everything that can be done here, by name. Lazy; features register what they
// can do (ui/commands).
import { Command } from "cmdk";
import { SearchIcon } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { useMemo } from "react";
import { t } from "@i18n";
import { useSignal } from "@rt/client";
import { commands, Kbd } from "@ui";
import { useFocusBack } from "@ui/useFocusBack";

export default function Palette({ onClose }: { onClose: () => void }) {
  const giveBack = useFocusBack(true);
  const all = useSignal(commands);
  const groups = useMemo(() => {
    const byName = new Map<string, typeof all>();
    for (const command of all) byName.set(command.group, [...(byName.get(command.group) ?? []), command]);
    return [...byName];
  }, [all]);
  return (
    <Radix.Root open onOpenChange={onClose}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-[oklch(0.15_0.01_265/0.45)]" />
        <Radix.Content onCloseAutoFocus={giveBack} aria-describedby={undefined} className="fixed top-[12vh] left-1/2 z-50 w-[calc(100vw-1.5rem)] max-w-xl -translate-x-1/2 animate-[pop_120ms_ease-out] overflow-hidden rounded-2xl border border-line bg-raised shadow-pop">
          <Radix.Title className="sr-only">{t("palette.title")}</Radix.Title>
          <Command label={t("palette.title")} loop>
            <div className="flex items-center gap-3 border-b border-line px-4">
              <SearchIcon size={18} aria-hidden="true" className="text-dim" />
              <Command.Input placeholder={t("palette.placeholder")} className="h-12 w-full bg-transparent text-base outline-none" />
            </div>
            <Command.List className="scroll-thin max-h-[min(420px,60vh)] overflow-y-auto p-2">
              <Command.Empty className="px-3 py-8 text-center text-sm text-dim">{t("palette.empty")}</Command.Empty>
              {groups.map(([name, list]) => (
                <Command.Group key={name} heading={name} className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-dim">
                  {list.map((command) => (
                    <Command.Item
                      key={command.id}
                      value={`${command.title} ${command.id}`}
                      {...(command.keywords ? { keywords: command.keywords } : {})}
                      onSelect={() => {
                        onClose();
                        command.run();
                      }}
                      className="flex min-h-9 items-center justify-between gap-3 rounded-lg px-2.5 text-sm data-[selected=true]:bg-hover max-md:min-h-11"
                    >
                      {command.title}
                      {command.keys && <Kbd keys={command.keys} />}
                    </Command.Item>
                  ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
