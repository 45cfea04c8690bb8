// How the app looks and behaves in this browser. Each choice holds at once; nothing is sent.
import type { ReactNode } from "react";
import { type MessageId, t } from "@i18n";
import { usePrefs } from "@rt/client";
import { type Prefs, setPrefs } from "@rt/prefs";
import { Switch } from "@ui";
import { Box, Heading } from "./parts";

function Choice<K extends "theme" | "density" | "send">({ name, label, options }: { name: K; label: string; options: [Prefs[K], MessageId][] }) {
  const prefs = usePrefs();
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      <div className="flex flex-wrap gap-2">
        {options.map(([value, text]) => (
          <label
            key={value}
            className="flex min-h-9 cursor-pointer items-center gap-2 rounded-lg border border-line bg-panel px-3 text-sm hover:bg-hover has-checked:bg-sel max-md:min-h-11"
          >
            <input type="radio" name={name} className="size-4 accent-accent" checked={prefs[name] === value} onChange={() => setPrefs({ [name]: value })} />
            {t(text)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

const Rows = ({ children }: { children: ReactNode }) => <div className="flex flex-col gap-5">{children}</div>;

export function Appearance() {
  const { contrast, shared } = usePrefs();
  return (
    <>
      <Heading title={t("settings.appearance")} text={t("settings.appearance.text")} />
      <Box>
        <Rows>
          <Choice
            name="theme"
            label={t("settings.appearance.theme")}
            options={[
              ["light", "theme.light"],
              ["dark", "theme.dark"],
              ["system", "theme.system"],
            ]}
          />
          <Choice
            name="density"
            label={t("settings.appearance.density")}
            options={[
              ["comfortable", "settings.appearance.comfortable"],
              ["compact", "settings.appearance.compact"],
            ]}
          />
          <Switch label={t("settings.appearance.contrast")} checked={contrast === "high"} onChange={(on) => setPrefs({ contrast: on ? "high" : "normal" })} />
        </Rows>
      </Box>
      <Box>
        <Rows>
          <Choice
            name="send"
            label={t("settings.send")}
            options={[
              ["enter", "settings.send.enter"],
              ["mod", "settings.send.mod"],
            ]}
          />
          <Switch label={t("settings.shared")} hint={t("settings.shared.text")} checked={shared} onChange={(on) => setPrefs({ shared: on })} />
        </Rows>
      </Box>
    </>
  );
}
