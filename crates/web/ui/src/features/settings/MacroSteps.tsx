// The steps of a macro, in their order. Each kind of step has the one value that it needs, if any.
import { PlusIcon, XIcon } from "lucide-react";
import { useState } from "react";
import { t } from "@i18n";
import type { Schema } from "@rt/api";
import { Button, Checkbox, IconButton, Input, Select, Textarea } from "@ui";
import { useLabels, useMembers, useTeams } from "./parts";

type Action = Schema["MacroAction"];
type Kind = Action["type"];

const KINDS: Kind[] = ["set_status", "assign_me", "assign_user", "assign_team", "unassign", "set_priority", "add_labels", "remove_labels", "reply", "note", "mute", "snooze"];
const STATUSES: Schema["Status"][] = ["open", "pending", "resolved"];
const PRIORITIES: Schema["Priority"][] = ["low", "normal", "high", "urgent"];

/** A step of a kind with its value as text; labels are separated by commas. */
function stepOf(type: Kind, value: string): Action {
  switch (type) {
    case "set_status":
      return { type, status: (value || "resolved") as Schema["Status"] };
    case "set_priority":
      return { type, priority: (value || "normal") as Schema["Priority"] };
    case "assign_user":
      return { type, user_id: value };
    case "assign_team":
      return { type, team_id: value };
    case "add_labels":
    case "remove_labels":
      return { type, labels: value.split(",").filter(Boolean) };
    case "reply":
    case "note":
      return { type, body: value };
    case "snooze":
      return { type, minutes: Number(value) || 60 };
    default:
      return { type };
  }
}

function valueOf(step: Action): string {
  const rest = Object.entries(step).find(([key]) => key !== "type")?.[1];
  return Array.isArray(rest) ? rest.join(",") : String(rest ?? "");
}

function Value({ step, onChange, label }: { step: Action; onChange: (step: Action) => void; label: string }) {
  const members = useMembers();
  const teams = useTeams();
  const labels = useLabels();
  const set = (value: string) => onChange(stepOf(step.type, value));
  const value = valueOf(step);
  const choice = (options: { id: string; text: string }[]) => (
    <Select aria-label={label} value={value} required onChange={(event) => set(event.target.value)}>
      {!options.some((option) => option.id === value) && <option value="">{t("settings.macros.choose")}</option>}
      {options.map((option) => (
        <option key={option.id} value={option.id}>
          {option.text}
        </option>
      ))}
    </Select>
  );
  switch (step.type) {
    case "set_status":
      return choice(STATUSES.map((status) => ({ id: status, text: t(`macro.status.${status as "open" | "pending" | "resolved"}`) })));
    case "set_priority":
      return choice(PRIORITIES.map((priority) => ({ id: priority, text: t(`macro.priority.${priority}`) })));
    case "assign_user":
      return choice(members.map((member) => ({ id: member.user_id, text: member.name })));
    case "assign_team":
      return choice(teams.map((team) => ({ id: team.id, text: team.name })));
    case "add_labels":
    case "remove_labels": {
      const chosen = value.split(",").filter(Boolean);
      return (
        <div role="group" aria-label={label} className="flex flex-wrap gap-x-4 gap-y-1 py-1.5">
          {labels.map(({ name }) => (
            <Checkbox key={name} label={name} checked={chosen.includes(name)} onChange={() => set((chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]).join(","))} />
          ))}
        </div>
      );
    }
    case "reply":
    case "note":
      return <Textarea aria-label={label} required value={value} onChange={(event) => set(event.target.value)} className="min-h-16" />;
    case "snooze":
      return <Input aria-label={t("settings.macros.minutes")} type="number" min={1} required value={value} onChange={(event) => set(event.target.value)} />;
    default:
      return null;
  }
}

const FIRST: Action[] = [{ type: "assign_me" }];

/** In a form they go under `name`. */
export function Steps({ name, initial = FIRST }: { name: string; initial?: Action[] | undefined }) {
  const [steps, setSteps] = useState(initial);
  const put = (at: number, step: Action) => setSteps(steps.map((old, index) => (index === at ? step : old)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 text-sm font-medium">{t("settings.macros.steps")}</legend>
      <input type="hidden" name={name} value={JSON.stringify(steps)} />
      {steps.map((step, index) => {
        const label = t("settings.macros.step", { number: index + 1 });
        return (
          <div key={index} className="flex items-start gap-2 max-md:flex-wrap">
            <Select aria-label={label} className="w-48" value={step.type} onChange={(event) => put(index, stepOf(event.target.value as Kind, ""))}>
              {KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`macro.${kind}`)}
                </option>
              ))}
            </Select>
            <div className="min-w-0 flex-1">
              <Value step={step} label={label} onChange={(next) => put(index, next)} />
            </div>
            <IconButton label={`${t("action.remove")}: ${label}`} icon={<XIcon size={16} />} disabled={steps.length === 1} onClick={() => setSteps(steps.filter((_, other) => other !== index))} />
          </div>
        );
      })}
      <Button size="sm" className="self-start" icon={<PlusIcon size={15} aria-hidden="true" />} onClick={() => setSteps([...steps, { type: "set_status", status: "resolved" }])}>
        {t("settings.macros.add")}
      </Button>
    </fieldset>
  );
}

export const readSteps = (form: FormData, name: string) => JSON.parse(String(form.get(name))) as Action[];
