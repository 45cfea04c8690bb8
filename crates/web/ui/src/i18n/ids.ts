// The ids of all messages, from the English catalogs. A new catalog file is added here.
import type auth from "./en/auth.json";
import type common from "./en/common.json";
import type contacts from "./en/contacts.json";
import type errors from "./en/errors.json";
import type frame from "./en/frame.json";
import type inbox from "./en/inbox.json";
import type problems from "./en/problems.json";
import type search from "./en/search.json";
import type settings from "./en/settings.json";
import type thread from "./en/thread.json";

export type MessageId =
  | keyof typeof auth
  | keyof typeof common
  | keyof typeof contacts
  | keyof typeof errors
  | keyof typeof frame
  | keyof typeof inbox
  | keyof typeof problems
  | keyof typeof search
  | keyof typeof settings
  | keyof typeof thread;
