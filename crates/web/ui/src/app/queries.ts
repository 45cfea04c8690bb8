// The cache of lists that are not realtime (members, labels, settings). Wiped on sign-out, and when
// another person or account comes.
import { QueryClient } from "@tanstack/react-query";
import { asApiError } from "@rt/problem";
import { me, onSignOut, session } from "@rt/session";

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && asApiError(error).passing,
    },
    mutations: { retry: false },
  },
});

onSignOut(() => queries.clear());

let owner: string | null = null;
session.subscribe(() => {
  const now = me();
  if (!now) return;
  const key = `${now.account_id}:${now.user_id}`;
  if (owner !== null && owner !== key) queries.clear();
  owner = key;
});
