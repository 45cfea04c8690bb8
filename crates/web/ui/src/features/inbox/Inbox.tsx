import { InboxIcon } from "lucide-react";
import { t } from "@i18n";
import { EmptyState } from "@ui";

export function Inbox() {
  return <EmptyState icon={<InboxIcon size={22} />} title={t("inbox.title")} />;
}
