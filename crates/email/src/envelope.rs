//! A written letter as an internet message (RFC 5322) with both its forms in it (RFC 2046).

use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};
use skybot_domain::mail::MailFailure;
use skybot_domain::text::Email;

use crate::letter::Written;
use crate::settings::MailProblem;

/// Who writes.
#[derive(Clone)]
pub(crate) struct Sender(Mailbox);

impl Sender {
    /// Reads `Name <local@domain>` or `local@domain`.
    pub(crate) fn parse(text: &str) -> Result<Self, MailProblem> {
        if text.chars().any(char::is_control) {
            return Err(MailProblem::Sender);
        }
        text.parse().map(Self).map_err(|_| MailProblem::Sender)
    }

    /// Where the sender is at home.
    pub(crate) fn domain(&self) -> &str {
        self.0.email.domain()
    }

    /// The mailbox as text.
    pub(crate) fn mailbox(&self) -> String {
        self.0.to_string()
    }

    /// Puts a letter into its envelope. Each call makes another message, with another id.
    pub(crate) fn envelope(&self, to: &Email, letter: Written) -> Result<Message, MailFailure> {
        let to: Address =
            to.as_str().parse().map_err(|_| MailFailure::Refused("mail cannot go to such an address".to_owned()))?;
        Message::builder()
            .from(self.0.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject)
            .message_id(Some(format!("<{}@{}>", fresh()?, self.domain())))
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(letter.text, letter.html))
            .map_err(|_| MailFailure::Refused("the letter does not fit into an envelope".to_owned()))
    }
}

/// 128 random bits, in hexadecimal digits.
pub(crate) fn fresh() -> Result<String, MailFailure> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|_| MailFailure::Transient("the operating system gives no randomness".to_owned()))?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

/// Tells robots that a robot wrote, so that none answers (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use skybot_domain::mail::MailFailure;
    use skybot_domain::text::Email;

    use super::Sender;
    use crate::letter::Written;
    use crate::settings::MailProblem;

    #[test]
    fn a_sender_is_a_mailbox() {
        for (text, mailbox, domain) in [
            ("inbox@example.com", "inbox@example.com", "example.com"),
            ("SkyBot <inbox@example.com>", "SkyBot <inbox@example.com>", "example.com"),
            ("\"Sky, Bot\" <inbox@localhost>", "\"Sky, Bot\" <inbox@localhost>", "localhost"),
        ] {
            let sender = Sender::parse(text).unwrap();
            assert_eq!((sender.mailbox().as_str(), sender.domain()), (mailbox, domain));
        }
        for text in ["", "SkyBot", "SkyBot <inbox>", "inbox@", "SkyBot\r\nBcc: eve@example.com <inbox@example.com>"] {
            assert_eq!(Sender::parse(text).err(), Some(MailProblem::Sender), "{text:?}");
        }
    }

    /// Names come from people, and the writer has made one line of the subject before; the
    /// envelope holds by itself too.
    #[test]
    fn a_subject_opens_no_header() {
        let letter = Written {
            subject: "Hello\r\nBcc: eve@example.com\r\n\r\nEve was here".to_owned(),
            text: String::new(),
            html: String::new(),
        };
        let sender = Sender::parse("inbox@example.com").unwrap();
        let message = sender.envelope(&Email::parse("ana@example.com").unwrap(), letter).unwrap();
        assert_eq!(message.envelope().to().len(), 1);
        let text = String::from_utf8(message.formatted()).unwrap();
        let (headers, _) = text.split_once("\r\n\r\n").unwrap();
        assert!(!headers.lines().any(|line| line.starts_with("Bcc") || line.starts_with("Eve")), "{headers}");
    }

    #[test]
    fn an_address_that_mail_cannot_go_to_is_refused_without_repeating_it() {
        let letter = Written { subject: String::new(), text: String::new(), html: String::new() };
        let to = Email::parse("ana@exa_mple!.com").unwrap();
        let failure = Sender::parse("inbox@example.com").unwrap().envelope(&to, letter).unwrap_err();
        assert_eq!(failure, MailFailure::Refused("mail cannot go to such an address".to_owned()));
    }
}
