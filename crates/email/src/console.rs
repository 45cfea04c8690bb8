//! For development: letters on the terminal. They hold the links that let people in, so this is
//! not for a server whose standard error is kept.

use std::io::{Write as _, stderr};

use async_trait::async_trait;
use skybot_domain::mail::{Mail, MailFailure};
use skybot_domain::ports::Mailer;

use crate::letter::Writer;

/// The [`Mailer`] port to standard error.
pub(crate) struct ConsoleMailer {
    writer: Writer,
}

impl ConsoleMailer {
    pub(crate) fn new(writer: Writer) -> Self {
        Self { writer }
    }

    fn page(&self, mail: &Mail) -> Result<String, MailFailure> {
        let letter = self.writer.write(mail)?;
        Ok(format!("\nTo: {}\nSubject: {}\n\n{}\n", mail.to.as_str(), letter.subject, letter.text))
    }
}

#[async_trait]
impl Mailer for ConsoleMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailFailure> {
        let page = self.page(mail)?;
        stderr()
            .write_all(page.as_bytes())
            .map_err(|error| MailFailure::Transient(format!("standard error is gone: {}", error.kind())))
    }
}

#[cfg(test)]
mod tests {
    use skybot_domain::mail::{Letter, Locale, Mail};
    use skybot_domain::text::{Email, Name};

    use super::ConsoleMailer;
    use crate::letter::Writer;

    #[test]
    fn a_page_says_to_whom_about_what_and_where_to_go() {
        let name = Name::parse("Ana").unwrap();
        let mail = Mail {
            to: Email::parse("ana@example.com").unwrap(),
            locale: Locale::English,
            letter: Letter::MagicLink { name, link: "https://inbox.example/magic#key".to_owned() },
        };
        let page = ConsoleMailer::new(Writer::new().unwrap()).page(&mail).unwrap();
        assert!(page.starts_with("\nTo: ana@example.com\nSubject: Your sign-in link\n\nHello Ana,\n"), "{page}");
        assert!(page.contains("\nhttps://inbox.example/magic#key\n"), "{page}");
    }
}
