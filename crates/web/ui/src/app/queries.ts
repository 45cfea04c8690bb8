// The cache of lists that are not realtime (members, labels, settings). Wiped on sign-out.
import { QueryClient } from "@tanstack/react-query";
import { asApiError } from "@rt/problem";
import { onSignOut } from "@rt/session";

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
