// Pages for people who are not signed in. The paths of letters' links are the server's (domain, Purpose::page).
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { withWords } from "@i18n";
import { home, root } from "./root";

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    // Only a path of this app: the address bar must not send anybody elsewhere.
    typeof search.next === "string" && /^\/(?![/\\])/.test(search.next) ? { next: search.next } : {},
  component: lazyRouteComponent(() => withWords("auth", () => import("../../features/auth/SignIn")), "SignIn"),
});
const register = createRoute({
  getParentRoute: () => root,
  path: "/register",
  component: lazyRouteComponent(() => withWords("auth", () => import("../../features/auth/Register")), "Register"),
});
const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: "/forgot-password",
  component: lazyRouteComponent(() => withWords("auth", () => import("../../features/auth/letters")), "ForgotPassword"),
});
const resetPassword = createRoute({
  getParentRoute: () => root,
  path: "/reset-password",
  component: lazyRouteComponent(() => withWords("auth", () => import("../../features/auth/ResetPassword")), "ResetPassword"),
});
const magicLink = createRoute({
  getParentRoute: () => root,
  path: "/magic-link",
  component: lazyRouteComponent(() => withWords("auth", () => import("../../features/auth/MagicLink")), "MagicLink"),
});
const verifyEmail = createRoute({
  getParentRoute: () => root,
  path: "/verify-email",
  component: lazyRouteComponent(() => withWords("auth", () => import("../../features/auth/VerifyEmail")), "VerifyEmail"),
});
const acceptInvitation = createRoute({
  getParentRoute: () => root,
  path: "/accept-invitation",
  component: lazyRouteComponent(() => withWords("auth", () => import("../../features/auth/AcceptInvitation")), "AcceptInvitation"),
});
const oidcCallback = createRoute({
  getParentRoute: () => root,
  path: "/auth/oidc/$provider/callback",
  component: lazyRouteComponent(() => withWords("auth", () => import("../../features/auth/OidcCallback")), "OidcCallback"),
});

export const authRoutes = [home, signIn, register, forgotPassword, resetPassword, magicLink, verifyEmail, acceptInvitation, oidcCallback] as const;
