//! The protocol of one connection: what comes in, and what is to be done about it.
//!
//! Pure: no network, no clock, no runtime. Time is how long ago the connection was opened. Whoever
//! runs it carries out the effects in order, and calls [`Machine::timer`] when
//! [`Machine::deadline`] is reached.

use std::collections::HashSet;
use std::time::Duration;

use bytes::Bytes;
use skybot_domain::usecase::Proof;
use skybot_wire::{ClientFrame, Command, LONGEST_FRAME};
use uuid::Uuid;

use crate::close::Close;

/// Within this one says who one is.
pub(crate) const GREETING: Duration = Duration::from_secs(10);
/// How a connection's end is noticed that nobody told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pulse {
    /// How often the server pings.
    pub heartbeat: Duration,
    /// A client that is silent for so long is gone.
    pub silence: Duration,
}

impl Default for Pulse {
    fn default() -> Self {
        Self { heartbeat: Duration::from_secs(25), silence: Duration::from_mins(1) }
    }
}

/// Events wait so long for a client that wants to resume from somewhere else.
pub(crate) const HOLD: Duration = Duration::from_millis(500);
/// Most commands at once.
const BURST: u32 = 40;
/// A command is forgiven after this: 20 a second.
const COMMAND_COST: Duration = Duration::from_millis(50);
/// Most conversations that a connection subscribes to.
pub(crate) const MOST_SUBSCRIPTIONS: u32 = 200;

/// What came.
#[derive(Debug)]
pub(crate) enum Input<'a> {
    Text(&'a str),
    Binary,
    Ping(Bytes),
    Pong,
    /// The client closes.
    Close,
    /// What came is not of WebSocket, or too long.
    Broken,
}

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Find out who it is, then tell by [`Machine::authenticated`]. Nothing is read before.
    Authenticate(Proof),
    /// Let events flow, after this position or else from where the connection began.
    Flow(Option<i64>),
    /// Carry out a command, and answer.
    Run(Option<String>, Command),
    /// Refuse a subscription more.
    TooManySubscriptions(Option<String>),
    /// It was done.
    Done(Option<String>),
    /// Answer a `ping`.
    Pong(Option<String>),
    /// Answer a ping of WebSocket.
    PongControl(Bytes),
    /// Ask whether the client is there.
    Ping,
    /// End it.
    Close(Close, &'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nobody has said who it is.
    Greeting,
    /// Somebody has, and it is being looked up.
    Checking,
    /// Events wait until then whether the client wants to resume.
    Holding(Duration),
    /// Events flow.
    Live,
    Closed,
}

/// The protocol of one connection.
#[derive(Debug)]
pub(crate) struct Machine {
    pulse: Pulse,
    state: State,
    /// When all commands so far are forgiven.
    forgiven_at: Duration,
    heard_at: Duration,
    pinged_at: Duration,
    subscriptions: HashSet<Uuid>,
}

impl Machine {
    pub(crate) fn new(pulse: Pulse) -> Self {
        Self {
            pulse,
            state: State::Greeting,
            forgiven_at: Duration::ZERO,
            heard_at: Duration::ZERO,
            pinged_at: Duration::ZERO,
            subscriptions: HashSet::new(),
        }
    }

    /// Something came.
    pub(crate) fn step(&mut self, input: Input<'_>, now: Duration) -> Vec<Effect> {
        if self.state == State::Closed {
            return Vec::new();
        }
        self.heard_at = now;
        if matches!(input, Input::Text(_) | Input::Ping(_)) && !self.affords(now) {
            return self.close(Close::TooFast, "at most 20 commands a second");
        }
        match input {
            Input::Text(text) if text.len() > LONGEST_FRAME => self.close(Close::BadFrame, "too long"),
            Input::Text(text) => match ClientFrame::parse(text) {
                Ok(frame) => self.command(frame, now),
                Err(bad) => self.close(Close::BadFrame, bad.reason()),
            },
            Input::Binary => self.close(Close::BadFrame, "text frames only"),
            Input::Broken => self.close(Close::BadFrame, "not a frame of at most 64 KiB"),
            Input::Ping(bytes) => vec![Effect::PongControl(bytes)],
            Input::Pong => Vec::new(),
            Input::Close => self.close(Close::Normal, ""),
        }
    }

    fn command(&mut self, frame: ClientFrame, now: Duration) -> Vec<Effect> {
        let ClientFrame { reference, command } = frame;
        match (self.state, command) {
            (State::Greeting, Command::Authenticate { token: Some(token), ticket: None }) => {
                self.state = State::Checking;
                vec![Effect::Authenticate(Proof::Bearer(token))]
            }
            (State::Greeting, Command::Authenticate { token: None, ticket: Some(ticket) }) => {
                self.state = State::Checking;
                vec![Effect::Authenticate(Proof::Ticket(ticket))]
            }
            (_, Command::Authenticate { .. }) => self.close(Close::BadFrame, "authenticate once, by token or ticket"),
            (State::Greeting | State::Checking, _) => self.close(Close::NotAuthenticated, "authenticate first"),
            (_, Command::Resume { after }) => {
                if after < 0 {
                    return self.close(Close::BadCursor, "no such position");
                }
                self.state = State::Live;
                vec![Effect::Flow(Some(after)), Effect::Done(reference)]
            }
            (_, command) => {
                let mut effects = self.release(now, true);
                effects.push(self.live_command(reference, command));
                effects
            }
        }
    }

    fn live_command(&mut self, reference: Option<String>, command: Command) -> Effect {
        match &command {
            Command::Ping {} => return Effect::Pong(reference),
            Command::Subscribe { conversation_id } => {
                let most = usize::try_from(MOST_SUBSCRIPTIONS).unwrap_or(usize::MAX);
                if !self.subscriptions.contains(conversation_id) && self.subscriptions.len() >= most {
                    return Effect::TooManySubscriptions(reference);
                }
                self.subscriptions.insert(*conversation_id);
            }
            Command::Unsubscribe { conversation_id } => {
                self.subscriptions.remove(conversation_id);
            }
            _ => {}
        }
        Effect::Run(reference, command)
    }

    /// A subscription was refused, or has ended by itself.
    pub(crate) fn unsubscribed(&mut self, conversation: Uuid) {
        self.subscriptions.remove(&conversation);
    }

    /// It is known who it is.
    pub(crate) fn authenticated(&mut self, now: Duration) {
        if self.state == State::Checking {
            self.state = State::Holding(now + HOLD);
        }
    }

    /// Whether [`timer`](Self::timer) may be called a little later than that.
    pub(crate) fn is_patient(&self) -> bool {
        self.state == State::Live
    }

    /// When [`timer`](Self::timer) has something to do.
    pub(crate) fn deadline(&self) -> Duration {
        let alive = (self.pinged_at + self.pulse.heartbeat).min(self.heard_at + self.pulse.silence);
        match self.state {
            State::Greeting => GREETING.min(alive),
            State::Holding(until) => until.min(alive),
            State::Checking | State::Live => alive,
            State::Closed => Duration::MAX,
        }
    }

    /// Time has passed.
    pub(crate) fn timer(&mut self, now: Duration) -> Vec<Effect> {
        if self.state == State::Closed {
            return Vec::new();
        }
        if self.state == State::Greeting && now >= GREETING {
            return self.close(Close::NotAuthenticated, "not authenticated in time");
        }
        if now >= self.heard_at + self.pulse.silence {
            return self.close(Close::HeartbeatLost, "nothing heard for too long");
        }
        let mut effects = self.release(now, false);
        if now >= self.pinged_at + self.pulse.heartbeat {
            self.pinged_at = now;
            effects.push(Effect::Ping);
        }
        effects
    }

    /// Lets events flow, if they wait and have waited long enough or need not any more.
    fn release(&mut self, now: Duration, anyhow: bool) -> Vec<Effect> {
        match self.state {
            State::Holding(until) if anyhow || now >= until => {
                self.state = State::Live;
                vec![Effect::Flow(None)]
            }
            _ => Vec::new(),
        }
    }

    /// Whether one command more is within the limit, and counts it.
    fn affords(&mut self, now: Duration) -> bool {
        let after = self.forgiven_at.max(now) + COMMAND_COST;
        if after > now + COMMAND_COST * BURST {
            return false;
        }
        self.forgiven_at = after;
        true
    }

    fn close(&mut self, why: Close, reason: &'static str) -> Vec<Effect> {
        self.state = State::Closed;
        vec![Effect::Close(why, reason)]
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;
    use proptest::prelude::*;

    use super::{Effect, GREETING, HOLD, Input, Machine, Proof, Pulse};
    use crate::close::Close;

    const START: Duration = Duration::ZERO;
    const HEARTBEAT: Duration = Duration::from_secs(25);
    const SILENCE: Duration = Duration::from_mins(1);
    const JUST: Duration = Duration::from_millis(1);
    const HELLO: &str = r#"{"type":"authenticate","token":"t"}"#;
    const PING: &str = r#"{"type":"ping","ref":"p"}"#;

    fn say(machine: &mut Machine, text: &str, now: Duration) -> Vec<Effect> {
        machine.step(Input::Text(text), now)
    }

    fn live() -> Machine {
        let mut machine = Machine::new(Pulse::default());
        assert_eq!(say(&mut machine, HELLO, START), [Effect::Authenticate(Proof::Bearer("t".to_owned()))]);
        machine.authenticated(START);
        machine
    }

    fn closed(effects: &[Effect]) -> Option<u16> {
        match effects {
            [Effect::Close(why, _)] => Some(why.code()),
            _ => None,
        }
    }

    #[test]
    fn the_first_frame_says_who_it_is_and_comes_in_time() {
        for (text, code) in [
            (PING, 4003),
            (r#"{"type":"resume","after":0}"#, 4003),
            (r#"{"type":"authenticate"}"#, 4001),
            (r#"{"type":"authenticate","token":"t","ticket":"t"}"#, 4001),
            ("no", 4001),
            (r#"{"type":"join"}"#, 4001),
        ] {
            assert_eq!(closed(&say(&mut Machine::new(Pulse::default()), text, START)), Some(code), "{text}");
        }
        let mut machine = Machine::new(Pulse::default());
        assert_eq!((machine.deadline(), machine.timer(GREETING.saturating_sub(JUST))), (GREETING, vec![]));
        assert_eq!(closed(&machine.timer(GREETING)), Some(4003));
        assert_eq!(closed(&say(&mut live(), HELLO, JUST)), Some(4001), "once");
    }

    #[test]
    fn events_wait_for_a_client_that_resumes_and_not_long() {
        let mut machine = live();
        assert_eq!((machine.deadline(), machine.timer(HOLD.saturating_sub(JUST))), (HOLD, vec![]));
        assert_eq!(machine.timer(HOLD), [Effect::Flow(None)]);
        assert_eq!(machine.timer(HOLD), []);
        let mut machine = live();
        let resume = r#"{"type":"resume","after":7,"ref":"r"}"#;
        let effects = [Effect::Flow(Some(7)), Effect::Done(Some("r".to_owned()))];
        assert_eq!(say(&mut machine, resume, START), effects);
        assert_eq!(machine.timer(HOLD), []);
        let pong = Effect::Pong(Some("p".to_owned()));
        assert_eq!(say(&mut live(), PING, START), [Effect::Flow(None), pong], "whoever goes on does not resume");
        assert_eq!(closed(&say(&mut live(), r#"{"type":"resume","after":-1}"#, START)), Some(4007));
    }

    #[test]
    fn twenty_commands_a_second_and_forty_at_once() {
        let mut machine = live();
        // The first was `authenticate`.
        for number in 1..40 {
            assert_eq!(closed(&say(&mut machine, PING, START)), None, "{number}");
        }
        let mut later = live();
        assert_eq!(closed(&say(&mut machine, PING, START)), Some(4008));
        for number in 1..1_000 {
            let now = Duration::from_millis(50) * number;
            assert_eq!(closed(&say(&mut later, PING, now)), None, "{number}");
        }
        let flood = (0..100).find_map(|_| closed(&machine_ping(&mut later)));
        assert_eq!(flood, Some(4008), "pings of WebSocket count");
    }

    fn machine_ping(machine: &mut Machine) -> Vec<Effect> {
        machine.step(Input::Ping(Bytes::new()), Duration::from_mins(1))
    }

    #[test]
    fn two_hundred_subscriptions() {
        let mut machine = live();
        for number in 0..200_u32 {
            let text =
                format!(r#"{{"type":"subscribe","conversation_id":"{}"}}"#, uuid::Uuid::from_u128(number.into()));
            let effects = say(&mut machine, &text, Duration::from_secs(1) * (number + 1));
            assert!(matches!(effects.last(), Some(Effect::Run(..))), "{effects:?}");
        }
        let more = format!(r#"{{"type":"subscribe","conversation_id":"{}"}}"#, uuid::Uuid::from_u128(999));
        let now = Duration::from_mins(5);
        assert_eq!(say(&mut machine, &more, now), [Effect::TooManySubscriptions(None)]);
        let again = format!(r#"{{"type":"subscribe","conversation_id":"{}"}}"#, uuid::Uuid::from_u128(3));
        assert!(matches!(say(&mut machine, &again, now)[..], [Effect::Run(..)]), "one of the two hundred");
        machine.unsubscribed(uuid::Uuid::from_u128(3));
        assert!(matches!(say(&mut machine, &more, now)[..], [Effect::Run(..)]));
    }

    #[test]
    fn the_silent_are_pinged_and_then_closed() {
        let mut machine = live();
        machine.timer(HOLD);
        assert_eq!((machine.deadline(), machine.timer(HEARTBEAT)), (HEARTBEAT, vec![Effect::Ping]));
        assert_eq!(machine.step(Input::Pong, HEARTBEAT), []);
        assert_eq!(machine.timer(HEARTBEAT * 2), [Effect::Ping]);
        assert_eq!(machine.timer(HEARTBEAT * 3), [Effect::Ping]);
        assert_eq!(closed(&machine.timer(HEARTBEAT + SILENCE)), Some(4009));
        assert!(machine.timer(Duration::MAX).is_empty() && machine.deadline() == Duration::MAX);
    }

    #[test]
    fn what_is_no_text_frame_ends_it() {
        for input in [Input::Binary, Input::Broken] {
            assert_eq!(closed(&live().step(input, START)), Some(4001));
        }
        let long = format!(r#"{{"type":"ping","ref":"{}"}}"#, "x".repeat(64 * 1024));
        assert_eq!(closed(&say(&mut live(), &long, START)), Some(4001));
        assert_eq!(closed(&live().step(Input::Close, START)), Some(1000));
    }

    /// What a client might send, good and bad.
    fn texts() -> impl Strategy<Value = String> {
        let id = uuid::Uuid::from_u128(1);
        let known = [
            HELLO.to_owned(),
            PING.to_owned(),
            r#"{"type":"resume","after":3}"#.to_owned(),
            format!(r#"{{"type":"subscribe","conversation_id":"{id}"}}"#),
            format!(r#"{{"type":"typing","conversation_id":"{id}","on":true}}"#),
            r#"{"type":"viewing","conversation_id":null}"#.to_owned(),
            r#"{"type":"presence","status":"busy"}"#.to_owned(),
        ];
        prop_oneof![5 => prop::sample::select(known.to_vec()), 1 => ".{0,40}"]
    }

    proptest! {
        #[test]
        fn whatever_comes_nothing_is_done_for_a_stranger_or_after_the_end(
            steps in prop::collection::vec((texts(), 0..2_000_u64, any::<bool>()), 0..60),
        ) {
            let (mut machine, mut now) = (Machine::new(Pulse::default()), Duration::ZERO);
            let (mut known, mut asked, mut flows, mut over) = (false, false, false, false);
            for (text, pause, timer) in steps {
                now += Duration::from_millis(pause);
                let effects = if timer { machine.timer(now) } else { machine.step(Input::Text(&text), now) };
                for effect in effects {
                    prop_assert!(!over, "{effect:?} after the end");
                    match effect {
                        Effect::Authenticate(_) => {
                            prop_assert!(!std::mem::replace(&mut asked, true));
                            machine.authenticated(now);
                            known = true;
                        }
                        Effect::Flow(after) => {
                            prop_assert!(known && (!flows || after.is_some()), "flows twice");
                            flows = true;
                        }
                        Effect::Run(..) | Effect::TooManySubscriptions(_) | Effect::Pong(_) | Effect::Done(_) => {
                            prop_assert!(known && flows, "{effect:?} too early");
                        }
                        Effect::PongControl(_) | Effect::Ping => {}
                        Effect::Close(why, _) => {
                            prop_assert!(known || why != Close::TooSlow);
                            over = true;
                        }
                    }
                }
            }
        }
    }
}
