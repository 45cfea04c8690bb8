// All shortcuts as they are now. Lazy.
import { t } from "@i18n";
import { usePrefs } from "@rt/client";
import { setPrefs } from "@rt/prefs";
import { ACTION_IDS, bindingOf, Dialog, Kbd, keysOf, Switch } from "@ui";

const GROUPS = ["list", "thread", "go", "app"] as const;

export default function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const { shortcuts } = usePrefs();
  return (
    <Dialog open wide onOpenChange={onClose} title={t("shortcuts.title")}>
      <Switch label={t("shortcuts.on")} hint={t("shortcuts.onHint")} checked={shortcuts} onChange={(on) => setPrefs({ shortcuts: on })} />
      <div className="grid gap-x-10 gap-y-4 py-3 md:grid-cols-2">
        {GROUPS.map((group) => (
          <section key={group}>
            <h3 className="mb-1 text-xs font-medium text-dim">{t(`shortcuts.group.${group}`)}</h3>
            <dl>
              {ACTION_IDS.filter((id) => bindingOf(id).group === group && keysOf(id)).map((id) => (
                <div key={id} className="flex min-h-7 items-center justify-between gap-3">
                  <dt>{t(bindingOf(id).label)}</dt>
                  <dd>
                    <Kbd keys={keysOf(id)} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
