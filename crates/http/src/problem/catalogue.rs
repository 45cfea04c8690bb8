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
    ContactNotFound, "CONTACT_NOT_FOUND", NOT_FOUND, "No such contact",
        "There is no such contact in this account.";
    ConversationNotFound, "CONVERSATION_NOT_FOUND", NOT_FOUND, "No such conversation",
        "There is no such conversation, or the caller may not see it.";
    InboxNotFound, "INBOX_NOT_FOUND", NOT_FOUND, "No such inbox",
        "There is no such inbox in this account.";
    InvitationNotFound, "INVITATION_NOT_FOUND", NOT_FOUND, "No such invitation",
        "There is no such open invitation in this account.";
    IdentityProviderNotFound, "IDENTITY_PROVIDER_NOT_FOUND", NOT_FOUND, "No such identity provider",
        "The configuration names no identity provider of this name. `/api/v1/auth/oidc` lists those it has.";
    LabelNotFound, "LABEL_NOT_FOUND", NOT_FOUND, "No such label",
        "There is no such label in this account. Labels are made before they are put on conversations.";
    MemberNotFound, "MEMBER_NOT_FOUND", NOT_FOUND, "No such member",
        "There is no such member in this account.";
    MessageNotFound, "MESSAGE_NOT_FOUND", NOT_FOUND, "No such message",
        "There is no such message, or the caller may not see it.";
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
    InboxNameTaken, "INBOX_NAME_TAKEN", CONFLICT, "The inbox name is taken",
        "Another inbox of this account has this name. Names are compared without regard to case.";
    LabelNameTaken, "LABEL_NAME_TAKEN", CONFLICT, "The label name is taken",
        "Another label of this account has this name.";
    TeamNameTaken, "TEAM_NAME_TAKEN", CONFLICT, "The team name is taken",
        "Another team of this account has this name.";
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
        "Other things still need it, such as conversations an inbox or a contact. Remove them first.";
    IdempotencyInProgress, "IDEMPOTENCY_IN_PROGRESS", CONFLICT, "The first request is still running",
        "A request with this Idempotency-Key has not finished. Wait as long as Retry-After says and send the same request again.";
    CursorExpired, "CURSOR_EXPIRED", GONE, "The log no longer reaches back so far",
        "Events after this position are gone: the log keeps 7 days. Fetch the resources anew and read on after the position in `oldest`, or after the newest.";
    VersionConflict, "VERSION_CONFLICT", PRECONDITION_FAILED, "It was changed by somebody else",
        "If-Match names an older version. `current_version` is the version now: read the resource again, look at the change, and decide anew.";
    PayloadTooLarge, "PAYLOAD_TOO_LARGE", PAYLOAD_TOO_LARGE, "The body is too large",
        "Bodies of more than 1 MiB are refused (the operator may have set another limit).";
    UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", UNSUPPORTED_MEDIA_TYPE, "The body must be JSON",
        "The API takes `Content-Type: application/json` in UTF-8, without content encoding.";
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
