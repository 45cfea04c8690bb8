// Which suggestions there are for what stands before the caret.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMembers, catalogKeys } from "@rt/catalogs.client";
import { api, ok } from "@rt/api";
import type { Suggestion } from "./SuggestMenu";
import type { Trigger } from "./suggest";

const NONE: Suggestion[] = [];
const MOST = 12;

export function useSuggest(trigger: Trigger | null): Suggestion[] {
  const { data: members = [] } = useMembers();
  const canned = useQuery({
    queryKey: [...catalogKeys.canned, "search", trigger?.kind === "canned" ? trigger.query : ""],
    queryFn: () => ok(api.GET("/api/v1/canned-responses", { params: { query: { limit: MOST, ...(trigger?.query ? { q: trigger.query } : {}) } } })),
    enabled: trigger?.kind === "canned",
    placeholderData: keepPreviousData,
  });
  if (trigger?.kind === "canned") {
    return (canned.data?.items ?? []).map((one) => ({ id: one.id, title: `/${one.short_code}`, detail: one.title }));
  }
  if (trigger?.kind === "mention") {
    const query = trigger.query.toLocaleLowerCase();
    return members
      .filter((member) => member.disabled_at === null && member.role !== "bot" && member.name.toLocaleLowerCase().includes(query))
      .slice(0, MOST)
      .map((member) => ({ id: member.user_id, title: member.name, detail: member.email }));
  }
  return NONE;
}
