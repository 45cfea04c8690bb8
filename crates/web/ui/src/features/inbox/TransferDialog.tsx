// Putting a conversation into another inbox of its channel. Lazy.
import { t } from "@i18n";
import { useInboxes } from "@rt/catalogs.client";
import { asApiError } from "@rt/problem";
import { runtime } from "@rt/runtime";
import { FormField, Select, SkeletonRows, toast } from "@ui";
import { FormDialog, text } from "@ui/forms";
import type { LayerProps } from "./threadLayers";

export default function TransferDialog({ it, onClose }: LayerProps) {
  const { data } = useInboxes();
  const others = (data ?? []).filter((inbox) => inbox.channel === it.channel && inbox.id !== it.inbox_id);
  const none = data !== undefined && others.length === 0;
  const send = async (form: FormData) => {
    const { actions, store, sync } = runtime();
    const to = text(form, "inbox");
    await actions.transfer(it.id, to);
    toast({ text: t("transfer.done", { name: others.find((inbox) => inbox.id === to)?.name ?? "" }) });
    // Whoever moves it may not see it there.
    sync.conversation(it.id).catch((error: unknown) => {
      if (asApiError(error).status === 404) store.conversations.remove(it.id);
    });
  };
  return (
    <FormDialog title={t("key.transfer")} description={t(none ? "transfer.none" : "transfer.text")} submit={t("transfer.submit")} disabled={others.length === 0} onClose={onClose} onSend={send}>
      {() =>
        data === undefined ? (
          <SkeletonRows rows={1} label={t("state.loading")} />
        ) : (
          !none && (
            <FormField label={t("transfer.inbox")}>
              {(field) => (
                <Select {...field} name="inbox" required>
                  {others.map((inbox) => (
                    <option key={inbox.id} value={inbox.id}>
                      {inbox.name}
                    </option>
                  ))}
                </Select>
              )}
            </FormField>
          )
        )
      }
    </FormDialog>
  );
}
