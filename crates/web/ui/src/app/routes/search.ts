// The search page: the question stands in the address, so that results can be gone back to and shared.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { withWords } from "@i18n";
import { shell } from "./root";

const TYPES = ["all", "messages", "contacts", "conversations"] as const;

const search = createRoute({
  getParentRoute: () => shell,
  path: "/search",
  validateSearch: (search: Record<string, unknown>): { q?: string; type?: (typeof TYPES)[number] } => {
    const type = TYPES.find((one) => one === search.type);
    return { ...((typeof search.q === "string" || typeof search.q === "number") && search.q !== "" ? { q: String(search.q) } : {}), ...(type ? { type } : {}) };
  },
  component: lazyRouteComponent(() => withWords("search", () => import("../../features/search/Search")), "Search"),
});

export const searchRoutes = [search] as const;
