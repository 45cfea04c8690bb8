// The editor of the keyboard map: press the new keys, take keys away, or go back to how they were. Two
// actions may share keys only if they say so here, so that none goes dead unseen.
import { RotateCcwIcon, XIcon } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { t } from "@i18n";
import { usePrefs } from "@rt/client";
import { setPrefs } from "@rt/prefs";
import { ACTION_IDS, type ActionId, bindingOf, Button, chordOf, IconButton, Kbd, KEYMAP, keysOf, Switch } from "@ui";
import { Box, Heading } from "./parts";

const GROUPS = ["list", "thread", "go", "app"] as const;
const LONGEST_WAIT = 900;

/** Hears one chord, or two of them if the second follows soon. */
function Recorder({ onDone }: { onDone: (keys: string | null) => void }) {
  const [heard, setHeard] = useState("");
  const [timer, setTimer] = useState<ReturnType<typeof setTimeout>>();
  const hear = (event: KeyboardEvent) => {
    if (["Control", "Shift", "Meta", "Alt", "Tab"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    clearTimeout(timer);
    // Letters with Alt belong to the browser's menus and to typing.
    if (event.key === "Escape" || event.altKey) return onDone(null);
    const chord = chordOf(event.nativeEvent);
    if (heard) return onDone(`${heard} ${chord}`);
    if (chord.includes("+") || chord.length > 1) return onDone(chord);
    setHeard(chord);
    setTimer(setTimeout(() => onDone(chord), LONGEST_WAIT));
  };
  return (
    <button type="button" autoFocus onKeyDown={hear} onBlur={() => onDone(heard || null)} className="flex h-8 items-center rounded-lg border border-accent bg-sel px-2.5 text-[13px] text-link">
      {heard ? <Kbd keys={heard} /> : t("settings.shortcuts.press")}
    </button>
  );
}

function Row({ id }: { id: ActionId }) {
  const [hearing, setHearing] = useState(false);
  const { keys: own } = usePrefs();
  const binding = bindingOf(id);
  const keys = keysOf(id);
  const name = t(binding.label);
  const rivals = ACTION_IDS.filter((other) => other !== id && keys !== "" && keysOf(other) === keys);
  const set = (next: string) => {
    const rest = Object.fromEntries(Object.entries(own).filter(([other]) => other !== id));
    setPrefs({ keys: next === KEYMAP[id].keys ? rest : { ...rest, [id]: next } });
  };
  return (
    <li className="flex min-h-11 items-center gap-2 border-line px-5 py-1 not-last:border-b max-md:px-4">
      <div className="min-w-0 flex-1 text-sm">
        <p>{name}</p>
        {rivals.length > 0 && <p className="text-[13px] text-warn">{t("settings.shortcuts.taken", { name: t(bindingOf(rivals[0] ?? id).label) })}</p>}
      </div>
      {hearing ? (
        <Recorder
          onDone={(next) => {
            setHearing(false);
            if (next !== null) set(next);
          }}
        />
      ) : (
        <button
          type="button"
          onClick={() => setHearing(true)}
          className="flex h-8 items-center justify-center rounded-lg px-2 hover:bg-hover max-md:h-11"
        >
          <span className="sr-only">{t("settings.shortcuts.change", { name })}</span>
          {keys ? <Kbd keys={keys} /> : <span className="text-[13px] text-dim">{t("state.none")}</span>}
        </button>
      )}
      {id in own ? (
        <IconButton label={`${t("settings.shortcuts.reset")}: ${name}`} size="sm" icon={<RotateCcwIcon size={15} />} onClick={() => set(KEYMAP[id].keys)} />
      ) : binding.always ? (
        <span className="size-7 max-md:size-10" />
      ) : (
        <IconButton label={`${t("action.remove")}: ${name}`} size="sm" icon={<XIcon size={15} />} onClick={() => set("")} />
      )}
    </li>
  );
}

export function Shortcuts() {
  const { shortcuts, keys } = usePrefs();
  return (
    <>
      <Heading
        title={t("settings.shortcuts")}
        text={t("settings.shortcuts.text")}
        action={Object.keys(keys).length > 0 && <Button onClick={() => setPrefs({ keys: {} })}>{t("settings.shortcuts.resetAll")}</Button>}
      />
      <Box>
        <Switch label={t("shortcuts.on")} hint={t("shortcuts.onHint")} checked={shortcuts} onChange={(on) => setPrefs({ shortcuts: on })} />
      </Box>
      {GROUPS.map((group) => (
        <section key={group} className="flex flex-col gap-2">
          <h2 className="text-sm font-semibold">{t(`shortcuts.group.${group}`)}</h2>
          <ul className="overflow-hidden rounded-xl border border-line bg-panel">
            {ACTION_IDS.filter((id) => bindingOf(id).group === group).map((id) => (
              <Row key={id} id={id} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
