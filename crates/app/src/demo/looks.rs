//! How a conversation of the demo looks: its state, who has it, what is on it. A pure function of
//! the conversation and its place, so that every demo looks the same.

use skybot_domain::Timestamp;
use skybot_domain::conversation::{Priority, Status};
use skybot_domain::text::Subject;
use time::Duration;

use crate::import::{Dice, Record, WINDOW};

/// The newest conversation ended so long ago.
const NEWEST: Duration = Duration::minutes(3);
/// So many of the newest may have a note; notes are written now.
const NOTED: u64 = 20;
/// Longest subject made of a first message, in characters.
const SUBJECT: usize = 60;

/// Labels with their colours, and words of customers that call for them.
pub(super) const LABELS: [(&str, &str, &[&str]); 6] = [
    (
        "refund",
        "#d1242f",
        &["refund", "reembols", "devoluci", "devoluç", "rembours", "rimbors", "reso ", "استرداد", "환불"],
    ),
    (
        "delivery",
        "#1f6feb",
        &[
            "deliver",
            "package",
            "pedido",
            "entrega",
            "envío",
            "envio",
            "livr",
            "colis",
            "commande",
            "consegn",
            "ordine",
            "توصيل",
            "الطلب",
            "شحن",
        ],
    ),
    (
        "booking",
        "#8250df",
        &[
            "book",
            "reserv",
            "réserv",
            "prenot",
            "appointment",
            "flight",
            "hotel",
            "table for",
            "rendez",
            "cita",
            "appuntamento",
            "حجز",
            "موعد",
            "호텔",
            "여행",
        ],
    ),
    (
        "account",
        "#9a6700",
        &[
            "password",
            "balance",
            "my account",
            "contraseña",
            "senha",
            "mot de passe",
            "compte",
            "conta ",
            "cuenta",
            "fattur",
            "factur",
            "fatura",
            "كلمة",
            "حساب",
        ],
    ),
    ("order", "#1a7f37", &["coffee", "mocha", "latte", "espresso", "cappuccino", "americano"]),
    ("vip", "#bf3989", &[]),
];

const NOTES: [&str; 5] = [
    "Called the warehouse, it leaves tomorrow morning.",
    "Prefers to be contacted in the morning.",
    "Checked with billing, fine to go ahead.",
    "Second time this month, please be generous 🙏",
    "Waiting for the supplier. I follow up on Thursday.",
];

/// The looks of one conversation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Looks {
    /// Which of the demo's inboxes.
    pub(super) inbox: usize,
    pub(super) status: Status,
    /// With [`Status::Snoozed`]: for how long from now.
    pub(super) snoozed_for: Option<Duration>,
    pub(super) priority: Priority,
    /// Which of the staff; 0 is the owner.
    pub(super) assignee: Option<usize>,
    pub(super) labels: Vec<&'static str>,
    pub(super) subject: Option<Subject>,
    pub(super) note: Option<&'static str>,
    /// How far the owner has read; 0 is nothing.
    pub(super) read: i64,
}

/// When the conversation at this place (from 0) of `total` ended: the newer, the denser.
pub(super) fn end(place: usize, total: usize, now: Timestamp) -> Timestamp {
    let left = i128::try_from(total.saturating_sub(place + 1)).unwrap_or(0);
    let total = i128::try_from(total.max(1)).unwrap_or(1);
    let age = WINDOW.whole_microseconds() * left * left / (total * total);
    now.saturating_sub(NEWEST + Duration::microseconds(i64::try_from(age).unwrap_or(0)))
}

/// How the conversation at this place (from 0) of `total` looks, with so many inboxes and staff.
pub(super) fn of(record: &Record, place: usize, total: usize, inboxes: usize, staff: usize) -> Looks {
    let mut dice = Dice::of(record.id.as_str());
    let left = total.saturating_sub(place + 1) as u64;
    let old = left * 3 > total as u64;
    let inbox = below(&mut dice, inboxes);
    let (status, snoozed_for) = status(&mut dice, old);
    let taken = dice.chance(if old { 90 } else { 65 });
    let assignee = (staff > 0 && taken).then(|| below(&mut dice, staff));
    let priority = match dice.below(20) {
        0 => Priority::Urgent,
        1..3 => Priority::High,
        3..5 => Priority::Low,
        _ => Priority::Normal,
    };
    let count = i64::try_from(record.messages.len()).unwrap_or(i64::MAX);
    let read = match dice.below(10) {
        _ if old || status == Status::Resolved => count,
        0..5 => count,
        5..7 => count / 2,
        _ => 0,
    };
    let note = if left < NOTED && assignee.is_some() && dice.chance(35) { dice.pick(&NOTES).copied() } else { None };
    // A chat on a web page has no subject.
    let subject = if inbox > 0 && dice.chance(60) { subject(record) } else { None };
    Looks { inbox, status, snoozed_for, priority, assignee, labels: labels(record, &mut dice), subject, note, read }
}

fn status(dice: &mut Dice, old: bool) -> (Status, Option<Duration>) {
    let (resolved, snoozed, pending) = if old { (92, 95, 97) } else { (35, 45, 52) };
    match dice.below(100) {
        n if n < resolved => (Status::Resolved, None),
        n if n < snoozed => (Status::Snoozed, Some(Duration::hours(2 + dice.below(70).cast_signed()))),
        n if n < pending => (Status::Pending, None),
        _ => (Status::Open, None),
    }
}

fn below(dice: &mut Dice, bound: usize) -> usize {
    usize::try_from(dice.below(bound as u64)).unwrap_or(0)
}

fn labels(record: &Record, dice: &mut Dice) -> Vec<&'static str> {
    let words: String = record
        .messages
        .iter()
        .filter(|said| said.by_contact)
        .take(3)
        .fold(String::new(), |all, said| all + &said.body.as_str().to_lowercase() + " ");
    let called = |needles: &[&str]| needles.iter().any(|needle| words.contains(needle));
    let mut labels: Vec<_> = LABELS.iter().filter(|(.., needles)| called(needles)).map(|(name, ..)| *name).collect();
    if dice.chance(5) {
        labels.push("vip");
    }
    labels
}

/// The beginning of what the customer wrote first.
fn subject(record: &Record) -> Option<Subject> {
    let first = record.messages.iter().find(|said| said.by_contact)?;
    let mut text = String::new();
    for word in first.body.as_str().split_whitespace() {
        if text.chars().count() + word.chars().count() >= SUBJECT {
            text.push('…');
            break;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    Subject::parse(&text).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use skybot_domain::conversation::{Priority, Status};
    use skybot_domain::label::{Color, LabelName};
    use time::macros::datetime;

    use super::{LABELS, Looks, end, of};
    use crate::demo::set;

    const NOW: skybot_domain::Timestamp = datetime!(2026-03-01 12:00:00.123456 UTC);

    fn all() -> Vec<Looks> {
        let set = set::read().unwrap();
        set.iter().enumerate().map(|(place, record)| of(record, place, set.len(), 3, 4)).collect()
    }

    #[test]
    fn conversations_end_in_order_in_the_past_month() {
        let ends: Vec<_> = (0..352).map(|place| end(place, 352, NOW)).collect();
        assert!(ends.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(ends[351] < NOW && ends[0] > NOW - time::Duration::days(31));
        assert!(ends.iter().all(|end| end.nanosecond() % 1000 == 0));
    }

    #[test]
    fn every_state_priority_and_label_is_there_and_it_is_the_same_every_time() {
        let looks = all();
        assert_eq!(looks, all());
        for status in Status::ALL {
            assert!(looks.iter().filter(|looks| looks.status == *status).count() >= 5, "{status:?}");
        }
        for priority in Priority::ALL {
            assert!(looks.iter().any(|looks| looks.priority == *priority), "{priority:?}");
        }
        let used: BTreeSet<_> = looks.iter().flat_map(|looks| &looks.labels).collect();
        assert_eq!(used.len(), LABELS.len());
        assert!(looks.iter().any(|looks| looks.note.is_some()) && looks.iter().any(|looks| looks.subject.is_some()));
        assert!(looks.iter().any(|looks| looks.read == 0) && looks.iter().any(|looks| looks.assignee.is_none()));
        assert!((0..4).all(|place| looks.iter().any(|looks| looks.assignee == Some(place))));
        assert!((0..3).all(|place| looks.iter().any(|looks| looks.inbox == place)));
        assert!(looks.iter().all(|looks| looks.snoozed_for.is_some() == (looks.status == Status::Snoozed)));
    }

    #[test]
    fn labels_can_be_taken() {
        for (name, color, _) in LABELS {
            assert!(LabelName::parse(name).is_ok() && Color::parse(color).is_ok(), "{name}");
        }
    }
}
