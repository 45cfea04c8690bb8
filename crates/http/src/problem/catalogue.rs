//! Every error this server knows: its stable code, its status, its title and what it means. The
//! only place that gives an error a status.

use actix_web::http::StatusCode;

macro_rules! catalogue {
    ($($variant:ident, $code:literal, $status:ident, $title:literal, $explanation:literal;)*) => {
        /// The kinds of problems.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Code { $($variant,)* }

        impl Code {
            /// All of them.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable constant.
            pub(crate) const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The path of its page.
            pub(crate) const fn page(self) -> &'static str {
                match self { $(Self::$variant => concat!("/problems/", $code),)* }
            }

            /// The status of its responses.
            pub(crate) const fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status,)* }
            }

            /// A few words.
            pub(crate) const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// What it means and what to do.
            pub(crate) const fn explanation(self) -> &'static str {
                match self { $(Self::$variant => $explanation,)* }
            }
        }
    };
}

catalogue! {
    ConversationMerged, "CONVERSATION_MERGED", PERMANENT_REDIRECT, "It is part of another conversation now",
        "The conversation became part of another one, `merged_into`. `Location` is the same route there: send the same request to it, and use the new id from now on.";
    ContactMerged, "CONTACT_MERGED", PERMANENT_REDIRECT, "The contact is part of another one now",
        "Two contacts were found to be one. `merged_into` is the one that has everything of both; Location is the same route of it.";
    BadRequest, "BAD_REQUEST", BAD_REQUEST, "The request cannot be read",
        "The request breaks a rule of HTTP, or a header has not the form it must have. Sending it again as it is will not help.";
    MalformedJson, "MALFORMED_JSON", BAD_REQUEST, "The body is not JSON",
        "The body cannot be read as JSON in UTF-8: a syntax error, a lone surrogate, a number out of range or too much nesting.";
    Unauthenticated, "UNAUTHENTICATED", UNAUTHORIZED, "Not signed in",
        "The credential is missing, wrong, expired or revoked. Which of them is not told. Sign in, or refresh the tokens, and try again.";
    SecondFactorNeeded, "SECOND_FACTOR_REQUIRED", UNAUTHORIZED, "A second factor is missing",
        "The password is right, and whoever it belongs to has a second factor. Send the same again with `code`, or with `backup_code`.";
    Forbidden, "FORBIDDEN", FORBIDDEN, "Not allowed",
        "The caller is known, but the caller's role, or the API key, does not allow this.";
    OriginRefused, "ORIGIN_REFUSED", FORBIDDEN, "Pages of this origin may not connect",
        "A browser connects to the realtime API only from pages of this server, and of the origins that its configuration allows.";
    CrossSite, "CROSS_SITE_REQUEST", FORBIDDEN, "Another site's page sent this",
        "A cookie lets somebody in only from pages of this server, and of the origins that its configuration allows.";
    WrongPassword, "WRONG_PASSWORD", FORBIDDEN, "The password is wrong",
        "Whoever changes a password or gives up a second factor has to know the present password.";
    EmailNotVerified, "EMAIL_NOT_VERIFIED", FORBIDDEN, "The address is not proven",
        "This server serves nothing but `/api/v1/auth` before the link in the letter was followed. `/api/v1/auth/resend-verification` sends another one.";
    SecondFactorSetupRequired, "SECOND_FACTOR_SETUP_REQUIRED", FORBIDDEN, "A second factor has to be set up",
        "The account wants its people to have a second factor, and the caller has none. It is set up at `/api/v1/auth/totp`.";
    SessionNeeded, "SESSION_NEEDED", FORBIDDEN, "Only a person can do this",
        "This takes somebody who has signed in. API keys cannot, nor can the platform in a member's name.";
    NotTheAuthor, "NOT_THE_AUTHOR", FORBIDDEN, "It is somebody else's",
        "Only whoever wrote it may change it. Owners and admins may take it away.";
    OwnersOnly, "OWNERS_ONLY", FORBIDDEN, "Only owners decide about owners",
        "Making somebody an owner, and changing or locking out an owner, takes an owner.";
    LinkInvalid, "LINK_INVALID", GONE, "The link opens nothing",
        "The link is unknown, was used, or has had its time. Which of them is not told. Ask for another letter.";
    RouteNotFound, "ROUTE_NOT_FOUND", NOT_FOUND, "No such route",
        "The server has nothing at this path. The OpenAPI document at /api/openapi.json lists what there is.";
    AccountNotFound, "ACCOUNT_NOT_FOUND", NOT_FOUND, "No such account",
        "There is no such account, or the caller may not know of it.";
    ApiKeyNotFound, "API_KEY_NOT_FOUND", NOT_FOUND, "No such API key",
        "There is no such API key in this account.";
    AttachmentNotFound, "ATTACHMENT_NOT_FOUND", NOT_FOUND, "No such attachment",
        "There is no such file, it was deleted, or the caller may not see its message. A link may also be over: ask for another one.";
    CompanyNotFound, "COMPANY_NOT_FOUND", NOT_FOUND, "No such company",
        "There is no such company in this account.";
    ContactImportNotFound, "CONTACT_IMPORT_NOT_FOUND", NOT_FOUND, "No such import",
        "There is no such import in this account. Imports are forgotten after 30 days.";
    ContactNoteNotFound, "CONTACT_NOTE_NOT_FOUND", NOT_FOUND, "No such note",
        "This contact has no such note.";
    ContactIdentityNotFound, "CONTACT_IDENTITY_NOT_FOUND", NOT_FOUND, "No such identity",
        "This contact is not known by that.";
    AttributeDefinitionNotFound, "ATTRIBUTE_DEFINITION_NOT_FOUND", NOT_FOUND, "No such attribute definition",
        "There is no such attribute definition in this account.";
    BatchNotFound, "BATCH_NOT_FOUND", NOT_FOUND, "No such batch",
        "There is no such batch, or somebody else asked for it. Batches are kept for 7 days after their end.";
    ViewNotFound, "VIEW_NOT_FOUND", NOT_FOUND, "No such view",
        "There is no such saved view, or it is another member's and not shared.";
    CannedResponseNotFound, "CANNED_RESPONSE_NOT_FOUND", NOT_FOUND, "No such canned response",
        "There is no such canned response in this account, or it is another team's.";
    ContactNotFound, "CONTACT_NOT_FOUND", NOT_FOUND, "No such contact",
        "There is no such contact in this account.";
    ConversationNotFound, "CONVERSATION_NOT_FOUND", NOT_FOUND, "No such conversation",
        "There is no such conversation, or the caller may not see it.";
    DraftNotFound, "DRAFT_NOT_FOUND", NOT_FOUND, "No draft",
        "The caller has no draft in this conversation.";
    InboxNotFound, "INBOX_NOT_FOUND", NOT_FOUND, "No such inbox",
        "There is no such inbox in this account.";
    InvitationNotFound, "INVITATION_NOT_FOUND", NOT_FOUND, "No such invitation",
        "There is no such open invitation in this account.";
    IdentityProviderNotFound, "IDENTITY_PROVIDER_NOT_FOUND", NOT_FOUND, "No such identity provider",
        "The configuration names no identity provider of this name. `/api/v1/auth/oidc` lists those it has.";
    LabelNotFound, "LABEL_NOT_FOUND", NOT_FOUND, "No such label",
        "There is no such label in this account. Labels are made before they are put on conversations.";
    MacroNotFound, "MACRO_NOT_FOUND", NOT_FOUND, "No such macro",
        "There is no such macro in this account, or it is another member's own.";
    MemberNotFound, "MEMBER_NOT_FOUND", NOT_FOUND, "No such member",
        "There is no such member in this account.";
    MessageNotFound, "MESSAGE_NOT_FOUND", NOT_FOUND, "No such message",
        "There is no such message, or the caller may not see it.";
    ScheduledMessageNotFound, "SCHEDULED_MESSAGE_NOT_FOUND", NOT_FOUND, "No such scheduled message",
        "There is no such scheduled message, or the caller may not see its conversation.";
    SessionNotFound, "SESSION_NOT_FOUND", NOT_FOUND, "No such session",
        "The caller has no such live session.";
    TeamNotFound, "TEAM_NOT_FOUND", NOT_FOUND, "No such team",
        "There is no such team in this account.";
    MethodNotAllowed, "METHOD_NOT_ALLOWED", METHOD_NOT_ALLOWED, "The method is not allowed here",
        "The path exists, but not with this method. The Allow header lists the methods it has.";
    RequestTimeout, "REQUEST_TIMEOUT", REQUEST_TIMEOUT, "The request came too slowly",
        "The body did not come within the time the server waits for it. Nothing was changed.";
    InvalidStateTransition, "INVALID_STATE_TRANSITION", CONFLICT, "No such step from this state",
        "The state machine of conversations has no step from the present state to the one asked for.";
    MessageNotEditable, "MESSAGE_NOT_EDITABLE", CONFLICT, "The message cannot be edited",
        "Only texts and notes can be edited, and only as long as they are not deleted.";
    MessageDeleted, "MESSAGE_DELETED", CONFLICT, "The message was deleted",
        "Nothing can be put on a message that was deleted.";
    TooManyReactions, "TOO_MANY_REACTIONS", CONFLICT, "No room for another emoji",
        "A message holds at most 20 different emoji. One that is there already can be joined by anybody.";
    MessageNotOutbound, "MESSAGE_NOT_OUTBOUND", CONFLICT, "The message does not go to the contact",
        "Only messages to the contact are delivered. What the contact wrote, notes and activity are not.";
    MessageNotFailed, "MESSAGE_NOT_FAILED", CONFLICT, "The message has not failed",
        "Only a message to the contact that failed can be sent again, and none that was deleted.";
    ChannelNotSupported, "CHANNEL_NOT_SUPPORTED", CONFLICT, "The inbox is of another channel",
        "What contacts write is brought in like this to inboxes of the channel `api` only; and a conversation stays in the world it is held in, so it can be transferred only between inboxes of one channel.";
    ContactMismatch, "CONTACT_MISMATCH", CONFLICT, "The conversations are with two contacts",
        "Only conversations with one contact become one. If the two contacts are one person, make them one contact first.";
    ConversationTooLong, "CONVERSATION_TOO_LONG", CONFLICT, "The conversation is too long",
        "All messages of a conversation move to the other at once, so there may not be too many. Make the other one part of this one, if that is shorter.";
    ScheduledMessageFinal, "SCHEDULED_MESSAGE_FINAL", CONFLICT, "It waits no longer",
        "The scheduled message was sent, was cancelled, or failed, and stays so. Its `state` tells which.";
    MacroBroken, "MACRO_BROKEN", CONFLICT, "The macro names something that is no more",
        "A label, team or member that an action of the macro names was deleted or locked out. `errors` points at the action. Nothing was done.";
    ShortCodeTaken, "SHORT_CODE_TAKEN", CONFLICT, "The short code is taken",
        "Another canned response of this account has this short code.";
    InboxNameTaken, "INBOX_NAME_TAKEN", CONFLICT, "The inbox name is taken",
        "Another inbox of this account has this name. Names are compared without regard to case.";
    LabelNameTaken, "LABEL_NAME_TAKEN", CONFLICT, "The label name is taken",
        "Another label of this account has this name.";
    TeamNameTaken, "TEAM_NAME_TAKEN", CONFLICT, "The team name is taken",
        "Another team of this account has this name.";
    CompanyNameTaken, "COMPANY_NAME_TAKEN", CONFLICT, "The company name is taken",
        "Another company of this account has this name. Names are compared without regard to case.";
    ContactMergedFurther, "CONTACT_MERGED_FURTHER", CONFLICT, "It was merged further",
        "What the contact became part of has become part of a third one. Take `merged_into` out of that one first.";
    ContactNotMerged, "CONTACT_NOT_MERGED", CONFLICT, "There is nothing to take apart",
        "The contact is not part of another one, or has been for more than 30 days.";
    AttributeKeyTaken, "ATTRIBUTE_KEY_TAKEN", CONFLICT, "The attribute is defined already",
        "There is a definition of this key for this entity.";
    LimitReached, "LIMIT_REACHED", CONFLICT, "There are as many as there may be",
        "Delete some before more are made.";
    BatchRunning, "BATCH_RUNNING", CONFLICT, "The batch has not ended",
        "A batch can be undone when it has ended. `/api/v1/batches/{id}` tells how far it is.";
    UndoExpired, "UNDO_EXPIRED", CONFLICT, "It is too late to undo this",
        "A batch can be undone for 30 seconds after its end.";
    AlreadyUndone, "ALREADY_UNDONE", CONFLICT, "The batch is undone",
        "The batch was undone before, or is itself an undo, which cannot be undone.";
    ContactIdentityTaken, "CONTACT_IDENTITY_TAKEN", CONFLICT, "The identity is another contact's",
        "Another contact of this account has this phone, e-mail address or external id.";
    ExternalIdTaken, "EXTERNAL_ID_TAKEN", CONFLICT, "The external id is taken",
        "Something else of this account has this external id.";
    EmailTaken, "EMAIL_TAKEN", CONFLICT, "The address is taken",
        "Another user signs in with this e-mail address.";
    MemberExists, "MEMBER_EXISTS", CONFLICT, "A member already",
        "Somebody with this e-mail address is a member of this account.";
    LastOwner, "LAST_OWNER", CONFLICT, "The last owner stays",
        "An account keeps at least one owner who can get in. Make somebody else an owner first.";
    SecondFactorEnabled, "SECOND_FACTOR_ENABLED", CONFLICT, "There is a second factor",
        "The caller has a second factor already. It has to be given up before another one is set up.";
    SecondFactorMissing, "SECOND_FACTOR_MISSING", CONFLICT, "There is no second factor",
        "The caller has no second factor in force.";
    ResourceInUse, "RESOURCE_IN_USE", CONFLICT, "Still in use",
        "Other things still need it, such as conversations an inbox or a contact, or canned responses a team. Remove them first.";
    IdempotencyInProgress, "IDEMPOTENCY_IN_PROGRESS", CONFLICT, "The first request is still running",
        "A request with this Idempotency-Key has not finished. Wait as long as Retry-After says and send the same request again.";
    CursorExpired, "CURSOR_EXPIRED", GONE, "The log no longer reaches back so far",
        "Events after this position are gone: the log keeps 7 days. Fetch the resources anew and read on after the position in `oldest`, or after the newest.";
    VersionConflict, "VERSION_CONFLICT", PRECONDITION_FAILED, "It was changed by somebody else",
        "If-Match names an older version. `current_version` is the version now: read the resource again, look at the change, and decide anew.";
    PreconditionRequired, "PRECONDITION_REQUIRED", PRECONDITION_REQUIRED, "If-Match is required",
        "An edit names the version it is based on: send the message's `ETag` as `If-Match`.";
    PayloadTooLarge, "PAYLOAD_TOO_LARGE", PAYLOAD_TOO_LARGE, "The body is too large",
        "Bodies of more than 1 MiB are refused (the operator may have set another limit).";
    FileTooLarge, "FILE_TOO_LARGE", PAYLOAD_TOO_LARGE, "The file is too large",
        "The server, or the inbox, takes no file of this size. Nothing of it was kept.";
    RangeNotSatisfiable, "RANGE_NOT_SATISFIABLE", RANGE_NOT_SATISFIABLE, "The file ends before that",
        "The range begins behind the end of the file. Content-Range tells its size.";
    UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", UNSUPPORTED_MEDIA_TYPE, "The body is of another kind",
        "The API takes `Content-Type: application/json` in UTF-8, and files as `multipart/form-data`, both without content encoding.";
    FileTypeRefused, "FILE_TYPE_REFUSED", UNPROCESSABLE_ENTITY, "Files of this type are not taken",
        "The server, or the inbox, does not take files of this type. The type is told by the file's bytes, not by its name.";
    ValidationFailed, "VALIDATION_FAILED", UNPROCESSABLE_ENTITY, "The request is not valid",
        "`errors` lists what is wrong: `pointer` is a JSON Pointer into the body or the name of a parameter, `code` is the broken rule.";
    InvalidCursor, "INVALID_CURSOR", UNPROCESSABLE_ENTITY, "The cursor is not one of this list",
        "A cursor is given back as it came in `next_cursor`, to the same list in the same order.";
    IdempotencyKeyReused, "IDEMPOTENCY_KEY_REUSED", UNPROCESSABLE_ENTITY, "The idempotency key was used for another request",
        "An Idempotency-Key names one request for ever. The same key came before with another body.";
    RateLimited, "RATE_LIMITED", TOO_MANY_REQUESTS, "Too many requests",
        "RateLimit-Policy and RateLimit tell the limit and where the caller stands. Wait as long as Retry-After says.";
    Internal, "INTERNAL", INTERNAL_SERVER_ERROR, "The server failed",
        "A defect of the server. Its log has more under the request id.";
    ServiceUnavailable, "SERVICE_UNAVAILABLE", SERVICE_UNAVAILABLE, "Not available just now",
        "The store cannot be reached, or is too busy. Whether a change took effect is not known: send the same request with the same Idempotency-Key again after Retry-After.";
    IdentityProviderUnavailable, "IDENTITY_PROVIDER_UNAVAILABLE", SERVICE_UNAVAILABLE, "The identity provider is away",
        "The identity provider does not answer, or answers with an error. Sign in by another way, or try again later.";
    Timeout, "TIMEOUT", SERVICE_UNAVAILABLE, "The request took too long",
        "The server gave up waiting. Whether a change took effect is not known: send the same request with the same Idempotency-Key again after Retry-After.";
    NotReady, "NOT_READY", SERVICE_UNAVAILABLE, "Not ready",
        "The database does not answer, or its schema is not this release's.";
}
