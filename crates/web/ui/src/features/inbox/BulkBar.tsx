// What is done to all selected rows at once. One batch on the server: Undo takes back all of it.
import { CheckIcon, MailOpenIcon, TagIcon, UserRoundPlusIcon, XIcon } from "lucide-react";
import { t } from "@i18n";
import { useLabels, useMembers } from "@rt/catalogs.client";
import { useMe } from "@rt/client";
import { type BulkAction, runBatch, undoBatch } from "@rt/batches";
import { IconButton, Menu, MenuItem, MenuSeparator, toast } from "@ui";
import { attempt } from "./useActs";

interface Props {
  selected: ReadonlySet<string>;
  total: number;
  onAll: () => void;
  onClear: () => void;
}

export default function BulkBar({ selected, total, onAll, onClear }: Props) {
  const me = useMe();
  const { data: members = [] } = useMembers();
  const { data: labels = [] } = useLabels();
  const run = (action: BulkAction) => {
    const ids = [...selected];
    onClear();
    void attempt(async () => {
      const batch = await runBatch(ids, action);
      toast({ text: t("bulk.done", { count: ids.length }), action: { text: t("action.undo"), run: () => void attempt(() => undoBatch(batch)) } });
    });
  };
  return (
    <div role="toolbar" aria-label={t("bulk.title")} className="flex shrink-0 items-center gap-0.5 border-t border-line bg-raised px-2 py-1.5" data-bulk={selected.size}>
      <IconButton size="sm" label={t("bulk.clear")} icon={<XIcon size={18} />} onClick={onClear} />
      <span aria-live="polite" className="truncate text-[13px] font-medium tabular-nums">
        {t("bulk.selected", { count: selected.size })}
      </span>
      {selected.size < total && (
        <button type="button" onClick={onAll} className="ms-1 min-h-8 shrink-0 rounded-lg px-1.5 text-[13px] whitespace-nowrap font-medium text-link hover:bg-hover">
          {t("bulk.all")}
        </button>
      )}
      <span className="flex-1" />
      <IconButton size="sm" label={t("key.resolve")} icon={<CheckIcon size={18} />} onClick={() => run({ status: { status: "resolved" } })} />
      <Menu trigger={<IconButton size="sm" label={t("key.assign")} icon={<UserRoundPlusIcon size={18} />} />}>
        <MenuItem onSelect={() => run({ assignment: { user_id: me.user_id } })}>{t("assign.me")}</MenuItem>
        <MenuItem onSelect={() => run({ assignment: { user_id: null } })}>{t("assign.nobody")}</MenuItem>
        <MenuSeparator />
        {members
          .filter((member) => member.user_id !== me.user_id && member.disabled_at === null)
          .map((member) => (
            <MenuItem key={member.user_id} onSelect={() => run({ assignment: { user_id: member.user_id } })}>
              {member.name}
            </MenuItem>
          ))}
      </Menu>
      <Menu trigger={<IconButton size="sm" label={t("key.label")} icon={<TagIcon size={18} />} />}>
        {labels.map((label) => (
          <MenuItem key={label.id} icon={<span className="block size-3 rounded-full" style={{ background: label.color }} />} onSelect={() => run({ add_labels: [label.name] })}>
            {label.name}
          </MenuItem>
        ))}
      </Menu>
      <IconButton size="sm" label={t("bulk.markRead")} icon={<MailOpenIcon size={18} />} onClick={() => run({ mark_read: true })} />
    </div>
  );
}
