// What several pages of the settings share: the gate of a permission, and the small lists to choose from.
import type { ReactNode } from "react";
import { t } from "@i18n";
import * as catalogs from "@rt/catalogs.client";
import { useAllowed } from "@rt/client";
import { Badge } from "@ui";
import { Heading } from "@ui/page";
import { Forbidden } from "@ui/pages";

export { Box, Heading, RowMenu, useConfirm } from "@ui/page";

/** A page for a permission: without it, says so instead of asking the server in vain. */
export function Gate({ needs, title, children }: { needs: Parameters<typeof useAllowed>[0]; title: string; children: ReactNode }) {
  const allowed = useAllowed(needs);
  if (allowed) return children;
  return (
    <>
      <Heading title={title} />
      <Forbidden />
    </>
  );
}

/** For whom a view or a macro is. */
export const SharedBadge = ({ shared }: { shared: boolean }) => <Badge tone={shared ? "accent" : "neutral"}>{t(shared ? "settings.views.shared" : "settings.views.own")}</Badge>;

export const useMembers = () => catalogs.useMembers().data ?? [];
export const useTeams = () => catalogs.useTeams().data ?? [];
export const useInboxes = () => catalogs.useInboxes().data ?? [];
export const useLabels = () => catalogs.useLabels().data ?? [];
