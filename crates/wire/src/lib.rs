//! The JSON of the public contract, shared by server and client.
//!
//! Requests refuse unknown fields and unknown enum values; answers are made from domain types by
//! `From`, and readers of answers must expect fields that they do not know. Never checks a rule
//! of the domain: lengths and formats here only tell the OpenAPI document.

mod account;
mod admin;
mod api_key;
mod attachment;
mod attribute_definition;
mod attributes;
mod audit;
mod auth;
mod batch;
mod canned;
mod comma;
mod contact;
mod contact_parts;
mod conversation;
mod delivery;
mod draft;
mod edit;
mod event;
mod filter;
mod inbox;
mod label;
mod lifecycle;
mod macros;
mod message;
mod mirror;
mod page;
mod password;
mod patch;
mod problem;
mod query;
mod realtime;
mod receipt;
mod scheduled;
mod search;
mod security;
mod system;
mod text;
mod timestamp;
mod view;

pub use account::{
    Account, AccountStatus, CreateInvitation, CreateTeam, Invitation, Locale, Member, PatchAccount, PatchMember,
    PatchTeam, Permission, Reach, Role, SearchLanguage, Team,
};
pub use admin::{AdminCreateAccount, AdminCreateUser, AdminCreated, Impersonate, RateLimit, RateLimits};
pub use api_key::{ApiKey, CreateApiKey, RotateApiKey, ShownApiKey};
pub use attachment::{FileLink, UploadForm, UploadQuery};
pub use attribute_definition::{
    AttributeDefinition, AttributeDefinitionsQuery, AttributeEntity, AttributeType, CreateAttributeDefinition,
    PatchAttributeDefinition,
};
pub use attributes::{AttributeValue, Attributes};
pub use audit::AuditEntry;
pub use auth::{
    IdentityArrival, IdentityDeparture, IdentityProviders, LoginRequest, LogoutRequest, Me, OwnAccount, OwnAccounts,
    PatchMe, RedeemMagicLink, RefreshRequest, SignedIn, SwitchAccount, TokenType, Transport,
};
pub use batch::{Batch, BatchStarted, BatchState, BulkAction, BulkChange, SkipReason, SkippedConversations, UndoBatch};
pub use canned::{CannedResponse, CreateCannedResponse, PatchCannedResponse, RenderCannedResponse, Rendered};
pub use contact::{Contact, ContactSummary, CreateContact, PatchContact};
pub use contact_parts::{
    AddIdentity, Company, ContactIdentity, ContactImport, ContactNote, ContactSuspects, ContactSuspicion,
    CreateCompany, ExportQuery, IdentityKind, ImportError, ImportQuery, ImportState, MergeContact, OnConflict,
    PatchCompany, QuarantinedMessage, SuspicionReason, TwinsQuery, WriteContactNote,
};
pub use conversation::{
    AssignConversation, ChangeStatus, Conversation, ConversationCounts, ConversationDay, ConversationDays,
    CreateConversation, FirstMessage, LastMessage, MuteConversation, Participant, PatchConversation, Priority, Sort,
    Status,
};
pub use delivery::{
    AnsweredStatus, DeliveryAnswer, DeliveryReport, DeliveryReports, NewFailedReason, Outcome, Outcomes, ReportedStatus,
};
pub use draft::{Draft, PutDraft};
pub use edit::{EarlierText, EditMessage};
pub use event::{Actor, ActorType, Cause, Event, EventData, EventPage, EventType, Gone, Merged, ReadMoved, StatusStep};
pub use filter::{Filter, FilterConversations, FilterOp, FilterValue};
pub use inbox::{Channel, CreateInbox, DeliveryMode, Inbox, PatchInbox, ReopenPolicy};
pub use label::{CreateLabel, Label, PatchLabel};
pub use lifecycle::{
    ChangeLabels, DeletedConversation, IncomingContact, MergeConversation, ReceiveMessage, ReceivedMessage,
    RestoreConversation, Transcript, TranscriptFormat, TranscriptQuery, TransferConversation, Transition,
};
pub use macros::{CreateMacro, Macro, MacroAction, MacroVisibility, PatchMacro, RunMacro};
pub use message::{
    Attachment, DeliveryStatus, Direction, FailedReason, Kind, Message, PostKind, PostMessage, Reaction, Reactor,
    Sender, SenderType,
};
pub use page::Page;
pub use password::{
    AcceptInvitation, AcceptedInvitation, ChangePasswordRequest, LetterRequest, LinkRequest, OpenInvitation,
    RegisterRequest, ResetPasswordRequest,
};
pub use problem::{Problem, ProblemError};
pub use query::{
    AssigneeFilter, AuditExportQuery, AuditQuery, CannedResponsesQuery, ContactsQuery, ConversationsQuery, DaysQuery,
    DirectoryQuery, EventsQuery, MessagesQuery, PageQuery, ScheduledMessagesQuery, SearchQuery,
};
pub use realtime::{
    BadFrame, ClientFrame, Command, LONGEST_FRAME, MemberPresence, OwnPresence, PROTOCOL, Presence, PresenceStatus,
    RealtimeTicket, ServerFrame, Signal,
};
pub use receipt::{MoveCursor, ReadState, Reader};
pub use scheduled::{PatchScheduledMessage, ScheduleMessage, ScheduledMessage, ScheduledReason, ScheduledState};
pub use search::{NextCursors, SearchHit, SearchPage, SearchType, SnippetPiece};
pub use security::{BackupCodes, DisableTotp, EndedSessions, EnrolTotp, Session, Sessions, TotpCode, TotpEnrolment};
pub use system::{BusStatus, Health, HealthStatus};
pub use text::messages_text;
pub use timestamp::Timestamp;
pub use view::{CreateView, PatchView, View, ViewCount};
