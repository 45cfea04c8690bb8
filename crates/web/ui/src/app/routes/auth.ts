// Pages for people who are not signed in.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { home, root } from "./root";

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    // Only a path of this app: the address bar must not send anybody elsewhere.
    typeof search.next === "string" && /^\/(?![/\\])/.test(search.next) ? { next: search.next } : {},
  component: lazyRouteComponent(() => import("../../features/auth/SignIn"), "SignIn"),
});

export const authRoutes = [home, signIn] as const;
