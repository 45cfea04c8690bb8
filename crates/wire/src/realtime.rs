//! The frames of the realtime socket, subprotocol [`PROTOCOL`]: one JSON object in each.
//!
//! What a client says is read strictly ([`ClientFrame::parse`]); what the server says is read by
//! clients with an eye for fields that they do not know.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use skybot_domain::presence as domain;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::mirror::mirror;
use crate::{Event, Problem, Timestamp};

/// The name of the subprotocol.
pub const PROTOCOL: &str = "skybot.v1";
/// The longest frame that a client may send, in bytes.
pub const LONGEST_FRAME: usize = 64 * 1024;
/// The longest `ref`, in bytes.
const LONGEST_REF: usize = 128;

/// What a client asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Who it is: an access token or an API key, or a ticket. The first frame.
    Authenticate {
        /// An access token or an API key.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<String>,
        /// What `POST /auth/realtime-ticket` gave.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ticket: Option<String>,
    },
    /// Go on after this position.
    Resume {
        /// The last position that the client has applied.
        after: i64,
    },
    /// Tell everything about a conversation: who types, who looks at it.
    Subscribe {
        /// Which.
        conversation_id: Uuid,
    },
    /// No longer.
    Unsubscribe {
        /// Which.
        conversation_id: Uuid,
    },
    /// The user types, or stops to.
    Typing {
        /// Where.
        conversation_id: Uuid,
        /// Whether.
        on: bool,
    },
    /// The user looks at a conversation, or at none.
    Viewing {
        /// At which. Must be there, and may be null.
        #[serde(deserialize_with = "required")]
        conversation_id: Option<Uuid>,
    },
    /// The user has read up to a message.
    Read {
        /// Where.
        conversation_id: Uuid,
        /// Up to and with this one.
        seq: i64,
    },
    /// What the user says of themselves.
    Presence {
        /// What.
        status: OwnPresence,
    },
    /// Is anybody there?
    Ping {},
}

/// The names of all commands.
const COMMANDS: [&str; 9] =
    ["authenticate", "resume", "subscribe", "unsubscribe", "typing", "viewing", "read", "presence", "ping"];

/// Without this, serde takes an absent field for null.
fn required<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Uuid>, D::Error> {
    Option::deserialize(deserializer)
}

/// A frame of a client: a command, and what its answer is to be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientFrame {
    /// Comes back in the answer.
    pub reference: Option<String>,
    /// What is asked for.
    pub command: Command,
}

/// Why a text is no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadFrame {
    /// It is not a JSON object with a `type`.
    Malformed,
    /// Its `type` is no command.
    Unknown,
    /// The command's fields are not these.
    Fields,
}

impl BadFrame {
    /// In a few words.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Malformed => "not a JSON object with a type",
            Self::Unknown => "no such command",
            Self::Fields => "not the fields of this command",
        }
    }
}

impl ClientFrame {
    /// Reads a frame. Unknown commands and unknown fields are refused.
    pub fn parse(text: &str) -> Result<Self, BadFrame> {
        let mut object: Map<String, Value> = serde_json::from_str(text).map_err(|_| BadFrame::Malformed)?;
        let name = object.get("type").and_then(Value::as_str).ok_or(BadFrame::Malformed)?;
        if !COMMANDS.contains(&name) {
            return Err(BadFrame::Unknown);
        }
        let reference = match object.remove("ref") {
            None => None,
            Some(Value::String(reference)) if reference.len() <= LONGEST_REF => Some(reference),
            Some(_) => return Err(BadFrame::Fields),
        };
        let command = serde_json::from_value(Value::Object(object)).map_err(|_| BadFrame::Fields)?;
        Ok(Self { reference, command })
    }

    /// The frame's text.
    pub fn text(&self) -> serde_json::Result<String> {
        let mut value = serde_json::to_value(&self.command)?;
        if let (Some(reference), Some(object)) = (&self.reference, value.as_object_mut()) {
            object.insert("ref".to_owned(), Value::String(reference.clone()));
        }
        serde_json::to_string(&value)
    }
}

impl From<Command> for ClientFrame {
    /// One whose success needs no answer.
    fn from(command: Command) -> Self {
        Self { reference: None, command }
    }
}

/// What the server says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// The first frame of a connection.
    Hello {
        /// The name of the node.
        node: String,
        /// How often the server pings, in milliseconds.
        heartbeat_ms: u64,
        /// The subprotocol.
        protocol: String,
        /// The oldest version of the web app that this server works with.
        min_ui: String,
    },
    /// The credential is good. Events after `head` follow, unless the client asks to resume.
    Authenticated {
        /// Who it is.
        user_id: Uuid,
        /// In which tenant.
        account_id: Uuid,
        /// The newest position.
        head: i64,
        /// The oldest position that can be resumed after.
        oldest: i64,
    },
    /// The command with this `ref` was done.
    Ok {
        /// The command's.
        r#ref: String,
    },
    /// A command was refused, and nothing of it was done.
    Error {
        /// The command's, if it had one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        r#ref: Option<String>,
        /// Why, as REST tells it.
        problem: Box<Problem>,
    },
    /// Something that lasts has happened.
    Event {
        /// Its place in the tenant's log.
        pos: i64,
        /// The `pos` of the event that was sent before on this connection, or where it began.
        prev: i64,
        /// What.
        event: Box<Event>,
    },
    /// Something that passes. May be dropped, or be one of many.
    Signal(Signal),
    /// The cursor is older than the log: read everything anew. Events after `head` follow.
    Resync {
        /// Why.
        reason: String,
        /// The newest position.
        head: i64,
    },
    /// Yes.
    Pong {
        /// The ping's, if it had one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        r#ref: Option<String>,
    },
}

/// Something that passes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Signal {
    /// Somebody types, or no longer. To those who have subscribed to the conversation.
    Typing {
        /// Where.
        conversation_id: Uuid,
        /// Who.
        user_id: Uuid,
        /// Whether.
        on: bool,
    },
    /// All who look at a conversation now. To those who have subscribed to it.
    Viewing {
        /// At which.
        conversation_id: Uuid,
        /// Who.
        user_ids: Vec<Uuid>,
    },
    /// Where members have got to.
    Presence {
        /// Whether these are all who are not offline; else these have changed.
        snapshot: bool,
        /// Who, and where.
        members: Vec<MemberPresence>,
    },
}

mirror! {
    /// Whether a member is there.
    pub enum PresenceStatus = domain::Status, presence_statuses_agree {
        Online = "online",
        Away = "away",
        Busy = "busy",
        Offline = "offline",
    }
}

mirror! {
    /// What a member can say of themselves.
    pub enum OwnPresence = domain::Said, own_presences_agree {
        Online = "online",
        Away = "away",
        Busy = "busy",
    }
}

/// Whether a member is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemberPresence {
    /// Who.
    pub user_id: Uuid,
    /// Whether.
    pub status: PresenceStatus,
    /// When the member was last there; null for one who is there now, or never was.
    pub last_seen_at: Option<Timestamp>,
}

impl From<domain::MemberPresence> for MemberPresence {
    fn from(member: domain::MemberPresence) -> Self {
        Self {
            user_id: member.user_id.uuid(),
            status: member.status.into(),
            last_seen_at: member.last_seen_at.map(Into::into),
        }
    }
}

/// Who is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Presence {
    /// The members that have been there, by user id.
    pub items: Vec<MemberPresence>,
}

/// Opens one realtime connection, as the member and session that asked for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RealtimeTicket {
    /// For the `authenticate` frame. Good once.
    pub ticket: String,
    /// How long, in seconds.
    #[schema(minimum = 0, example = 30)]
    pub expires_in: u64,
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::{
        BadFrame, COMMANDS, ClientFrame, Command, MemberPresence, OwnPresence, PresenceStatus, ServerFrame, Signal,
    };

    fn commands() -> Vec<Command> {
        let conversation_id = Uuid::from_u128(7);
        vec![
            Command::Authenticate { token: Some("t".to_owned()), ticket: None },
            Command::Resume { after: 9 },
            Command::Subscribe { conversation_id },
            Command::Unsubscribe { conversation_id },
            Command::Typing { conversation_id, on: true },
            Command::Viewing { conversation_id: None },
            Command::Read { conversation_id, seq: 3 },
            Command::Presence { status: OwnPresence::Busy },
            Command::Ping {},
        ]
    }

    #[test]
    fn every_command_is_read_back_with_its_ref() {
        let commands = commands();
        assert_eq!(commands.len(), COMMANDS.len());
        for command in commands {
            for reference in [None, Some("a".to_owned())] {
                let frame = ClientFrame { reference, command: command.clone() };
                assert_eq!(ClientFrame::parse(&frame.text().expect("JSON")), Ok(frame));
            }
        }
    }

    #[test]
    fn what_is_no_frame_is_told_apart() {
        for text in ["", "{", "[]", "7", "{}", r#"{"type":7}"#, r#"{"type":"ping"} x"#, "null"] {
            assert_eq!(ClientFrame::parse(text), Err(BadFrame::Malformed), "{text}");
        }
        for text in [r#"{"type":"pong"}"#, r#"{"type":""}"#, r#"{"type":"Ping"}"#] {
            assert_eq!(ClientFrame::parse(text), Err(BadFrame::Unknown), "{text}");
        }
        let long = format!(r#"{{"type":"ping","ref":"{}"}}"#, "x".repeat(129));
        for text in [
            r#"{"type":"ping","more":1}"#,
            r#"{"type":"ping","ref":7}"#,
            r#"{"type":"resume"}"#,
            r#"{"type":"resume","after":"9"}"#,
            r#"{"type":"viewing"}"#,
            r#"{"type":"presence","status":"offline"}"#,
            r#"{"type":"subscribe","conversation_id":"x"}"#,
            &long,
        ] {
            assert_eq!(ClientFrame::parse(text), Err(BadFrame::Fields), "{text}");
        }
    }

    #[test]
    fn a_signal_says_its_kind_beside_its_type() {
        let member = MemberPresence { user_id: Uuid::from_u128(1), status: PresenceStatus::Away, last_seen_at: None };
        let signal = ServerFrame::Signal(Signal::Presence { snapshot: false, members: vec![member] });
        let value = serde_json::to_value(&signal).expect("JSON");
        let members = json!([{"user_id": Uuid::from_u128(1), "status": "away", "last_seen_at": null}]);
        assert_eq!(value, json!({"type": "signal", "kind": "presence", "snapshot": false, "members": members}));
        assert_eq!(serde_json::from_value::<ServerFrame>(value).ok(), Some(signal));
    }
}
