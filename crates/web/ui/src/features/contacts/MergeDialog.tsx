// Making two contacts one: the other one becomes part of the one that is open. It can be taken back, here
// for a moment by the toast, on the server for 30 days.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useDeferredValue, useState } from "react";
import { t } from "@i18n";
import { api, ok, once } from "@rt/api";
import { uuidv7 } from "@rt/uuid";
import { Avatar, Button, Dialog, errorText, Input, SkeletonRows, toast } from "@ui";

interface Named {
  id: string;
  name: string;
}

/** Merges `other` into `into` and goes there. */
export function useMerge(): (other: Named, into: Named) => Promise<boolean> {
  const client = useQueryClient();
  const navigate = useNavigate();
  const stale = async () => {
    await Promise.all(["contacts", "conversations"].map((name) => client.invalidateQueries({ queryKey: [name] })));
  };
  return async (other, into) => {
    try {
      await ok(api.POST("/api/v1/contacts/{id}/merge", { params: { path: { id: other.id }, header: once(uuidv7()) }, body: { into: into.id } }));
      await navigate({ to: "/contacts/$contactId", params: { contactId: into.id } });
      await stale();
      toast({
        text: t("contacts.merged", { other: other.name, into: into.name }),
        action: {
          text: t("action.undo"),
          run: () =>
            void ok(api.POST("/api/v1/contacts/{id}/unmerge", { params: { path: { id: other.id }, header: once(uuidv7()) } })).then(
              async () => {
                await stale();
                toast({ text: t("contacts.unmerged", { other: other.name }) });
              },
              (error: unknown) => toast({ text: errorText(error), tone: "error" }),
            ),
        },
      });
      return true;
    } catch (error) {
      toast({ text: errorText(error), tone: "error" });
      return false;
    }
  };
}

export function MergeDialog({ contact, onClose }: { contact: Named; onClose: () => void }) {
  const merge = useMerge();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<Named | null>(null);
  const [busy, setBusy] = useState(false);
  const q = useDeferredValue(typed.trim());
  const found = useQuery({ queryKey: ["contacts", "merge", q], enabled: q.length > 1, queryFn: () => ok(api.GET("/api/v1/contacts", { params: { query: { q, limit: 8 } } })) });
  const others = (found.data?.items ?? []).filter((one) => one.id !== contact.id);
  const run = async () => {
    if (!chosen) return;
    setBusy(true);
    if (await merge(chosen, contact)) onClose();
    else setBusy(false);
  };
  return (
    <Dialog
      open
      title={t("contacts.mergeTitle", { name: contact.name })}
      description={t("contacts.mergeText")}
      onOpenChange={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button variant="primary" needsServer disabled={chosen === null} busy={busy} onClick={() => void run()}>
            {t("contacts.merge")}
          </Button>
        </>
      }
    >
      <Input type="search" aria-label={t("contacts.find")} placeholder={t("contacts.find")} autoFocus value={typed} onChange={(event) => setTyped(event.target.value)} />
      <div className="min-h-40 py-2">
        {found.isFetching && !found.data && <SkeletonRows rows={3} label={t("state.loading")} />}
        {found.data && others.length === 0 && <p className="p-3 text-dim">{t("contacts.noneFound")}</p>}
        <div role="radiogroup" aria-label={t("contacts.merge")} hidden={others.length === 0}>
          {others.map((one) => (
            <label key={one.id} className="flex min-h-11 cursor-pointer items-center gap-3 rounded-lg px-2 hover:bg-hover has-checked:bg-sel">
              <input type="radio" name="other" className="size-4 accent-accent" checked={chosen?.id === one.id} onChange={() => setChosen(one)} />
              <Avatar name={one.name} size={26} />
              <span className="min-w-0">
                <span className="block truncate font-medium">{one.name}</span>
                <span className="block truncate text-[13px] text-dim">{[one.email, one.phone].filter(Boolean).join(" · ") || "–"}</span>
              </span>
            </label>
          ))}
        </div>
      </div>
    </Dialog>
  );
}
