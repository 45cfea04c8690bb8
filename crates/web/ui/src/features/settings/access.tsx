// What a person may do and which conversations they see: the same two choices for members and invitations.
import { t } from "@i18n";
import type { Schema } from "@rt/api";
import { useMe } from "@rt/client";
import { Checkbox, FormField, Select } from "@ui";

type Role = Schema["Role"];
type Reach = Schema["Reach"];

export const ROLES: Role[] = ["owner", "admin", "agent", "viewer"];
export const REACHES: Reach[] = ["all", "inbox", "team", "mine"];

export function AccessFields({ role = "agent", reach = "all" }: { role?: Role; reach?: Reach }) {
  const me = useMe();
  return (
    <>
      <FormField label={t("settings.role")} hint={t("settings.role.hint")}>
        {(field) => (
          <Select {...field} name="role" defaultValue={role}>
            {(role === "bot" ? [role] : ROLES)
              .filter((one) => one !== "owner" || me.role === "owner" || role === "owner")
              .map((one) => (
                <option key={one} value={one}>
                  {t(`role.${one}`)}
                </option>
              ))}
          </Select>
        )}
      </FormField>
      <FormField label={t("settings.reach")} hint={t("settings.reach.hint")}>
        {(field) => (
          <Select {...field} name="reach" defaultValue={reach}>
            {REACHES.map((one) => (
              <option key={one} value={one}>
                {t(`reach.${one}`)}
              </option>
            ))}
          </Select>
        )}
      </FormField>
    </>
  );
}

const NONE: readonly string[] = [];

/** Boxes to tick, one a thing; `name` is their name in the form. */
export function Ticks({ name, label, options, checked = NONE }: { name: string; label: string; options: { id: string; text: string }[]; checked?: readonly string[] }) {
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">{label}</legend>
      <div className="grid gap-2 md:grid-cols-2">
        {options.map((option) => (
          <Checkbox key={option.id} name={name} value={option.id} defaultChecked={checked.includes(option.id)} label={option.text} />
        ))}
      </div>
    </fieldset>
  );
}

export const roleOf = (form: FormData): Role => String(form.get("role")) as Role;
export const reachOf = (form: FormData): Reach => String(form.get("reach")) as Reach;
