//! For development: letters as files, which any mail program opens.
//!
//! Names sort by time and never tell the address. A file is there whole or not at all.

use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;

use async_trait::async_trait;
use lettre::Message;
use lettre::message::header::Date;
use skybot_domain::mail::{Letter, Mail, MailFailure};
use skybot_domain::ports::Mailer;
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use tokio::fs::{OpenOptions, rename};
use tokio::io::AsyncWriteExt as _;

use crate::envelope::{Sender, fresh};
use crate::letter::Writer;
use crate::settings::MailProblem;

const SENDER: &str = "SkyBot <skybot@localhost>";

/// What a name begins with.
const MOMENT: &[BorrowedFormatItem<'_>] = format_description!("[year][month][day]T[hour][minute][second]Z");

/// The [`Mailer`] port into a folder.
pub(crate) struct FileMailer {
    writer: Writer,
    sender: Sender,
    folder: PathBuf,
    /// Keeps letters of the same second in order.
    count: AtomicU32,
}

impl FileMailer {
    /// Makes the folder, unless it is there.
    pub(crate) fn new(writer: Writer, folder: PathBuf) -> Result<Self, MailProblem> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder)
            .map_err(|error| MailProblem::Folder(error.kind()))?;
        Ok(Self { writer, sender: Sender::parse(SENDER)?, folder, count: AtomicU32::new(0) })
    }

    fn name(&self, message: &Message, letter: &Letter) -> Result<String, MailFailure> {
        let date = message.headers().get::<Date>().map_or(SystemTime::UNIX_EPOCH, SystemTime::from);
        let moment = OffsetDateTime::from(date).format(MOMENT).unwrap_or_default();
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let fresh = fresh()?;
        Ok(format!("{moment}-{count:06}-{}-{fresh}.eml", kind(letter)))
    }
}

#[async_trait]
impl Mailer for FileMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailFailure> {
        let message = self.sender.envelope(&mail.to, self.writer.write(mail)?)?;
        let name = self.name(&message, &mail.letter)?;
        write(&self.folder, &name, &message.formatted())
            .await
            .map_err(|error| MailFailure::Transient(format!("the file cannot be written: {}", error.kind())))
    }
}

async fn write(folder: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    let unfinished = folder.join(format!(".{name}"));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished).await?;
    file.write_all(content).await?;
    file.flush().await?;
    rename(unfinished, folder.join(name)).await
}

fn kind(letter: &Letter) -> &'static str {
    match letter {
        Letter::VerifyEmail { .. } => "verify-email",
        Letter::AlreadyRegistered { .. } => "already-registered",
        Letter::ResetPassword { .. } => "reset-password",
        Letter::MagicLink { .. } => "magic-link",
        Letter::Invitation { .. } => "invitation",
        Letter::PasswordChanged { .. } => "password-changed",
    }
}
