// What the list is filtered and ordered by. Lazy.
import { t } from "@i18n";
import { useInboxes, useLabels, useMembers, useTeams } from "@rt/catalogs.client";
import { Checkbox, FormField, Select } from "@ui";
import type { ListSearch } from "./listSearch";

interface Option {
  id: string;
  name: string;
}

function Choice({ label, value, options, onChange, any = true }: { label: string; value: string | undefined; options: Option[]; onChange: (value: string | undefined) => void; any?: boolean }) {
  return (
    <FormField label={label}>
      {(field) => (
        <Select {...field} value={value ?? ""} onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}>
          {any && <option value="">{t("filter.any")}</option>}
          {options.map((option) => (
            <option key={option.id} value={option.id}>
              {option.name}
            </option>
          ))}
        </Select>
      )}
    </FormField>
  );
}

export default function FilterFields({ search, onChange }: { search: ListSearch; onChange: (change: Partial<Record<keyof ListSearch, unknown>>) => void }) {
  const { data: inboxes = [] } = useInboxes();
  const { data: labels = [] } = useLabels();
  const { data: teams = [] } = useTeams();
  const { data: members = [] } = useMembers();
  return (
    <div className="flex flex-col gap-3 p-3">
      <Choice label={t("filter.sort")} any={false} value={search.sort ?? "last_activity"} options={(["last_activity", "created", "waiting"] as const).map((sort) => ({ id: sort, name: t(`sort.${sort}`) }))} onChange={(sort) => onChange({ sort: sort === "last_activity" ? undefined : sort })} />
      <Choice label={t("filter.inbox")} value={search.inbox} options={inboxes} onChange={(inbox) => onChange({ inbox })} />
      <Choice label={t("filter.label")} value={search.label} options={labels.map((label) => ({ id: label.name, name: label.name }))} onChange={(label) => onChange({ label })} />
      {teams.length > 0 && <Choice label={t("filter.team")} value={search.team} options={teams} onChange={(team) => onChange({ team })} />}
      <Choice
        label={t("filter.assignee")}
        value={search.assignee}
        options={[{ id: "me", name: t("assign.me") }, { id: "none", name: t("assign.nobody") }, ...members.map((member) => ({ id: member.user_id, name: member.name }))]}
        onChange={(assignee) => onChange({ assignee })}
      />
      <Choice label={t("priority.title")} value={search.priority} options={(["urgent", "high", "normal", "low"] as const).map((one) => ({ id: one, name: t(`priority.${one}`) }))} onChange={(priority) => onChange({ priority })} />
      <Checkbox label={t("filter.unread")} checked={search.unread ?? false} onChange={(event) => onChange({ unread: event.target.checked ? true : undefined })} />
    </div>
  );
}
