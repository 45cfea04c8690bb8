// Short names for the API's types. All come from the OpenAPI document.
import type { components } from "./schema";

type S = components["schemas"];
export type Conversation = S["Conversation"];
export type Message = S["Message"];
export type Contact = S["Contact"];
export type Draft = S["Draft"];
export type Event = S["Event"];
export type EventPage = S["EventPage"];
export type Status = S["Status"];
export type Priority = S["Priority"];
export type Attachment = S["Attachment"];
export type Member = S["Member"];
export type Inbox = S["Inbox"];
export type Label = S["Label"];
export type PostKind = S["PostKind"];
export type Filter = S["Filter"];
export type View = S["View"];
export type Counts = S["ConversationCounts"];
export type PresenceStatus = S["PresenceStatus"];
export type MemberPresence = S["MemberPresence"];
export type ReadMoved = S["ReadMoved"];
export type Merged = S["Merged"];
export type ScheduledMessage = S["ScheduledMessage"];
export type Actor = S["Actor"];
