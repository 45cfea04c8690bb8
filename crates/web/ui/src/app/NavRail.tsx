// The areas of the app: a rail at the side, a bar below on phones, and the menu of the person.
import { Link } from "@tanstack/react-router";
import { CircleHelpIcon, CommandIcon, LogOutIcon, MonitorIcon, MoonIcon, SunIcon } from "lucide-react";
import { t } from "@i18n";
import { useMe, useNet, usePrefs } from "@rt/client";
import { type Prefs, setPrefs } from "@rt/prefs";
import { signOut } from "@rt/session";
import { Avatar, cn, IconButton, Menu, MenuItem, MenuLabel, MenuSeparator, shownKeys, Tooltip } from "@ui";
import { AccountMenu } from "./AccountMenu";
import { NAV, type NavEntry } from "./nav";

const THEMES = { light: SunIcon, dark: MoonIcon, system: MonitorIcon } as const;

function Entry({ entry, wide = false }: { entry: NavEntry; wide?: boolean }) {
  const link = (
    <Link
      to={entry.to}
      aria-label={wide ? undefined : t(entry.text)}
      activeProps={{ className: "bg-sel text-link", "aria-current": "page" }}
      inactiveProps={{ className: "text-dim hover:bg-hover hover:text-fg" }}
      className={cn("flex items-center justify-center rounded-xl", wide ? "h-12 flex-1 flex-col gap-0.5 text-[11px] font-medium" : "size-10")}
    >
      <entry.icon size={20} aria-hidden="true" />
      {wide && t(entry.text)}
    </Link>
  );
  return wide ? (
    link
  ) : (
    <Tooltip text={t(entry.text)} keys={entry.keys && shownKeys(entry.keys)} side="right">
      {link}
    </Tooltip>
  );
}

function PersonMenu({ side }: { side: "right" | "top" }) {
  const me = useMe();
  const { theme } = usePrefs();
  return (
    <Menu
      side={side}
      align="end"
      width={240}
      trigger={
        <button type="button" aria-label={t("nav.you", { name: me.name })} className="flex size-10 items-center justify-center rounded-xl hover:bg-hover">
          <Avatar name={me.name} size={30} />
        </button>
      }
    >
      <div className="px-2.5 py-1.5">
        <p className="truncate font-medium">{me.name}</p>
        <p className="truncate text-[13px] text-dim">{me.account_name}</p>
      </div>
      <MenuSeparator />
      <AccountMenu />
      <MenuLabel>{t("theme.title")}</MenuLabel>
      {(Object.keys(THEMES) as Prefs["theme"][]).map((choice) => {
        const Icon = THEMES[choice];
        return (
          <MenuItem key={choice} icon={<Icon size={16} aria-hidden="true" />} checked={theme === choice} onSelect={() => setPrefs({ theme: choice })}>
            {t(`theme.${choice}`)}
          </MenuItem>
        );
      })}
      <MenuSeparator />
      <MenuItem icon={<LogOutIcon size={16} aria-hidden="true" />} onSelect={() => void signOut()}>
        {t("nav.signOut")}
      </MenuItem>
    </Menu>
  );
}

function LinkDot() {
  const { link } = useNet();
  const live = link === "live" || link === "polling";
  return (
    <Tooltip text={t(live ? "net.inSync" : "net.connecting")} side="right">
      <span role="img" aria-label={t(live ? "net.inSync" : "net.connecting")} className="flex size-6 items-center justify-center">
        <span className={cn("size-2", live ? "rounded-full bg-ok" : "rounded-[2px] bg-warn")} />
      </span>
    </Tooltip>
  );
}

export function NavRail({ onPalette, onHelp }: { onPalette: () => void; onHelp: () => void }) {
  return (
    <nav aria-label={t("nav.title")} className="flex w-14 shrink-0 flex-col items-center gap-1 border-e border-line bg-bg py-2 max-md:hidden">
      <img src="/icon.svg" alt="" width={28} height={28} className="mt-1 mb-3" />
      {NAV.filter((entry) => !entry.low).map((entry) => (
        <Entry key={entry.to} entry={entry} />
      ))}
      <span className="flex-1" />
      <LinkDot />
      <IconButton label={t("nav.palette")} keys={shownKeys("palette")} icon={<CommandIcon size={18} />} onClick={onPalette} />
      <IconButton label={t("nav.help")} keys={shownKeys("help")} icon={<CircleHelpIcon size={19} />} onClick={onHelp} />
      {NAV.filter((entry) => entry.low).map((entry) => (
        <Entry key={entry.to} entry={entry} />
      ))}
      <PersonMenu side="right" />
    </nav>
  );
}

export function BottomBar({ onPalette }: { onPalette: () => void }) {
  return (
    <nav aria-label={t("nav.title")} className="flex items-center gap-1 border-t border-line bg-panel px-2 pb-[env(safe-area-inset-bottom)] md:hidden" data-bottom-bar>
      {NAV.map((entry) => (
        <Entry key={entry.to} entry={entry} wide />
      ))}
      <button type="button" onClick={onPalette} className="flex h-12 flex-1 flex-col items-center justify-center gap-0.5 rounded-xl text-[11px] font-medium text-dim">
        <CommandIcon size={20} aria-hidden="true" />
        {t("nav.commands")}
      </button>
      <PersonMenu side="top" />
    </nav>
  );
}
