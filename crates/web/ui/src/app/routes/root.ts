// The root, and the shell that every page of a signed-in user stands in.
import { createRootRoute, createRoute, Outlet, redirect } from "@tanstack/react-router";
import { Shell } from "../Shell";

export const root = createRootRoute({ component: Outlet });
export const shell = createRoute({ getParentRoute: () => root, id: "shell", component: Shell });
export const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    // The router takes what is thrown here for where to go.
    // oxlint-disable-next-line typescript/only-throw-error
    throw redirect({ to: "/inbox" });
  },
});
