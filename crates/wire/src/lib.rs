//! The JSON of the public contract, shared by server and client.
//!
//! Requests refuse unknown fields and unknown enum values; answers are made from domain types by
//! `From`, and readers of answers must expect fields that they do not know. Never checks a rule
//! of the domain: lengths and formats here only tell the OpenAPI document.

mod account;
mod admin;
mod api_key;
mod attributes;
mod audit;
mod auth;
mod comma;
mod contact;
mod conversation;
mod event;
mod inbox;
mod label;
mod message;
mod mirror;
mod page;
mod password;
mod patch;
mod problem;
mod query;
mod receipt;
mod search;
mod security;
mod system;
mod timestamp;

pub use account::{
    Account, AccountStatus, CreateInvitation, CreateTeam, Invitation, Locale, Member, PatchAccount, PatchMember,
    Permission, Reach, Role, Team,
};
pub use admin::{AdminCreateAccount, AdminCreateUser, AdminCreated, Impersonate, RateLimit, RateLimits};
pub use api_key::{ApiKey, CreateApiKey, RotateApiKey, ShownApiKey};
pub use attributes::{AttributeValue, Attributes};
pub use audit::AuditEntry;
pub use auth::{
    IdentityArrival, IdentityDeparture, IdentityProviders, LoginRequest, LogoutRequest, Me, OwnAccount, OwnAccounts,
    RedeemMagicLink, RefreshRequest, SignedIn, SwitchAccount, TokenType, Transport,
};
pub use contact::{Contact, ContactSummary, CreateContact, PatchContact};
pub use conversation::{
    AssignConversation, ChangeStatus, Conversation, ConversationCounts, CreateConversation, FirstMessage, LastMessage,
    MuteConversation, PatchConversation, Priority, Sort, Status,
};
pub use event::{Actor, ActorType, Cause, Event, EventData, EventPage, EventType, Gone, ReadMoved, StatusStep};
pub use inbox::{Channel, CreateInbox, Inbox, PatchInbox};
pub use label::{CreateLabel, Label};
pub use message::{
    Attachment, DeliveryStatus, Direction, FailedReason, Kind, Message, PostKind, PostMessage, Reaction, Reactor,
    Sender, SenderType,
};
pub use page::Page;
pub use password::{
    AcceptInvitation, AcceptedInvitation, ChangePasswordRequest, LetterRequest, LinkRequest, RegisterRequest,
    ResetPasswordRequest,
};
pub use problem::{Problem, ProblemError};
pub use query::{
    AssigneeFilter, ContactsQuery, ConversationsQuery, EventsQuery, MessagesQuery, PageQuery, SearchQuery,
};
pub use receipt::{MoveCursor, ReadState, Reader};
pub use search::{SearchHit, SearchType};
pub use security::{BackupCodes, DisableTotp, EndedSessions, EnrolTotp, Session, Sessions, TotpCode, TotpEnrolment};
pub use system::{Health, HealthStatus};
pub use timestamp::Timestamp;
