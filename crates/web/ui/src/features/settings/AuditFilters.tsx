// Which entries of the audit log are asked for: whose, what was done, to what kind of thing, on which days.
import { t } from "@i18n";
import { Button, FormField, Input, Select } from "@ui";
import { useMembers } from "./parts";

export interface Chosen {
  actor: string;
  action: string;
  subject: string;
  /** Days of the user's own calendar, as date fields give them. */
  since: string;
  until: string;
}

export const ALL: Chosen = { actor: "", action: "", subject: "", since: "", until: "" };
export const isFiltered = (chosen: Chosen) => Object.values(chosen).some((value) => value !== "");

/** Midnight where the user is, `more` days later. */
function midnight(day: string, more = 0): string {
  const date = new Date(`${day}T00:00`);
  date.setDate(date.getDate() + more);
  return date.toISOString();
}

export function queryOf({ actor, action, subject, since, until }: Chosen) {
  return {
    ...(actor ? { actor_id: actor } : {}),
    ...(action ? { action } : {}),
    ...(subject ? { subject_type: subject } : {}),
    ...(since ? { after: midnight(since) } : {}),
    ...(until ? { before: midnight(until, 1) } : {}),
  };
}

interface Props {
  chosen: Chosen;
  onChange: (chosen: Chosen) => void;
  /** What has been met so far, to choose from. */
  actions: string[];
  subjects: string[];
}

export function AuditFilters({ chosen, onChange, actions, subjects }: Props) {
  const members = useMembers();
  const set = (change: Partial<Chosen>) => onChange({ ...chosen, ...change });
  const choice = (key: "action" | "subject", label: string, options: string[]) => (
    <FormField label={label}>
      {(field) => (
        <Select {...field} value={chosen[key]} onChange={(event) => set({ [key]: event.target.value })}>
          <option value="">{t("settings.audit.anything")}</option>
          {[...new Set([...options, chosen[key]])].filter(Boolean).toSorted().map((option) => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </Select>
      )}
    </FormField>
  );
  return (
    <search aria-label={t("settings.audit.filters")} className="grid gap-4 md:grid-cols-2">
      <FormField label={t("settings.audit.who")}>
        {(field) => (
          <Select {...field} value={chosen.actor} onChange={(event) => set({ actor: event.target.value })}>
            <option value="">{t("settings.audit.anybody")}</option>
            {members.map((member) => (
              <option key={member.user_id} value={member.user_id}>
                {member.name}
              </option>
            ))}
          </Select>
        )}
      </FormField>
      {choice("action", t("settings.audit.what"), actions)}
      {choice("subject", t("settings.audit.subject"), subjects)}
      <div className="grid grid-cols-2 gap-4">
        <FormField label={t("settings.audit.since")}>{(field) => <Input {...field} type="date" max={chosen.until} value={chosen.since} onChange={(event) => set({ since: event.target.value })} />}</FormField>
        <FormField label={t("settings.audit.until")}>{(field) => <Input {...field} type="date" min={chosen.since} value={chosen.until} onChange={(event) => set({ until: event.target.value })} />}</FormField>
      </div>
      {isFiltered(chosen) && (
        <span>
          <Button size="sm" onClick={() => onChange(ALL)}>
            {t("settings.audit.clear")}
          </Button>
        </span>
      )}
    </search>
  );
}
