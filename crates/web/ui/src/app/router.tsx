// All routes. Each area has its file in routes/, which names its pages lazily; only the inbox, where
// everybody arrives, is part of the first load.
import { createRouter } from "@tanstack/react-router";
import { ErrorView } from "@ui";
import { NotFound } from "./NotFound";
import { authRoutes } from "./routes/auth";
import { contactsRoutes } from "./routes/contacts";
import { inboxRoutes } from "./routes/inbox";
import { root, shell } from "./routes/root";
import { searchRoutes } from "./routes/search";
import { settingsRoutes } from "./routes/settings";

const tree = root.addChildren([
  ...authRoutes,
  shell.addChildren([...inboxRoutes, ...contactsRoutes, ...searchRoutes, ...settingsRoutes]),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: "intent",
  defaultPendingMs: 150,
  defaultErrorComponent: ({ error, reset }) => <ErrorView error={error} onRetry={reset} />,
  defaultNotFoundComponent: NotFound,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
