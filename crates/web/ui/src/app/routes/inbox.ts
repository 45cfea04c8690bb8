// The inbox: what is shown in the list stands in the address, so that it can be shared and gone back to.
import { createRoute } from "@tanstack/react-router";
import { Inbox } from "../../features/inbox/Inbox";
import { readListSearch } from "../../features/inbox/listSearch";
import { shell } from "./root";

const inbox = createRoute({
  getParentRoute: () => shell,
  path: "/inbox",
  validateSearch: readListSearch,
  component: Inbox,
});
const none = createRoute({ getParentRoute: () => inbox, path: "/" });
const one = createRoute({ getParentRoute: () => inbox, path: "/$conversationId" });

export const inboxRoutes = [inbox.addChildren([none, one])] as const;
