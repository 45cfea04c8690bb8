// Contacts that may be the same person as this one, with the reason.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { UsersIcon } from "lucide-react";
import { formatList, t } from "@i18n";
import { api, ok } from "@rt/api";
import { Button } from "@ui";

interface Named {
  id: string;
  name: string;
}

export function Twins({ contact, onMerge }: { contact: Named; onMerge: (other: Named) => Promise<unknown> }) {
  const twins = useQuery({
    queryKey: ["contacts", contact.id, "twins"],
    queryFn: () => ok(api.GET("/api/v1/contacts/{id}/duplicates", { params: { path: { id: contact.id }, query: { limit: 3 } } })),
  });
  const items = twins.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section aria-label={t("contacts.duplicates")} className="rounded-xl border border-note-edge bg-note p-4">
      <h2 className="mb-2 flex items-center gap-2 text-sm font-semibold">
        <UsersIcon size={16} aria-hidden="true" />
        {t("contacts.twins")}
      </h2>
      <ul className="flex flex-col gap-2">
        {items.map((twin) => (
          <li key={twin.contact_id} className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
            <Link to="/contacts/$contactId" params={{ contactId: twin.contact_id }} className="font-medium underline underline-offset-2">
              {twin.name}
            </Link>
            <span className="min-w-0 flex-1">{formatList(twin.reasons.map((reason) => t(`contacts.reason.${reason}`)))}</span>
            <Button size="sm" needsServer aria-label={`${t("contacts.mergeIn")}: ${twin.name}`} onClick={() => void onMerge({ id: twin.contact_id, name: twin.name })}>
              {t("contacts.mergeIn")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
