import { Link } from "@tanstack/react-router";
import { SearchXIcon } from "lucide-react";
import { t } from "@i18n";
import { EmptyState } from "@ui";

export function NotFound() {
  return (
    <main id="main" className="flex h-full items-center">
      <EmptyState
        icon={<SearchXIcon size={22} />}
        title={t("notFound.title")}
        text={t("notFound.text")}
        action={
          <Link to="/inbox" className="font-medium text-link underline-offset-2 hover:underline">
            {t("notFound.back")}
          </Link>
        }
      />
    </main>
  );
}
