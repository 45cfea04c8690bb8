//! Letters as files.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;

use mail_parser::MessageParser;
use skybot_domain::mail::MailFailure;
use skybot_domain::ports::Mailer;
use skybot_email::{MailProblem, MailSettings, mailer};
use tempfile::tempdir;

use crate::mails::{TO, all, magic_link};

fn into(folder: &Path) -> Arc<dyn Mailer> {
    mailer(MailSettings::File { folder: folder.to_owned() }).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn letters_lie_in_the_order_they_were_sent_for_their_owner_s_eyes() {
    let parent = tempdir().unwrap();
    let folder = parent.path().join("var/mails");
    let mailer = into(&folder);
    assert_eq!(mode(&folder), 0o700);
    let links: Vec<_> = (0..12).map(|n| format!("https://inbox.example/go#{n}")).collect();
    for link in &links {
        mailer.send(&magic_link(link)).await.unwrap();
    }
    let names = names(&folder);
    assert_eq!(names.len(), links.len());
    for (name, link) in names.iter().zip(&links) {
        let path = folder.join(name);
        assert!(name.contains("-magic-link-") && path.extension().unwrap() == "eml" && !name.contains("ana"), "{name}");
        assert_eq!(mode(&path), 0o600);
        let content = fs::read(&path).unwrap();
        let message = MessageParser::new().parse(&content).unwrap();
        assert!(message.body_text(0).unwrap().contains(&format!("\n{link}\r\n")), "{name} is not {link}");
        assert_eq!(message.to().unwrap().first().unwrap().address().unwrap(), TO);
    }
}

#[tokio::test]
async fn two_processes_may_share_a_folder() {
    let folder = tempdir().unwrap();
    let mailers = [into(folder.path()), into(folder.path())];
    for mail in all() {
        for mailer in &mailers {
            mailer.send(&mail).await.unwrap();
        }
    }
    assert_eq!(names(folder.path()).len(), 48);
}

#[tokio::test]
async fn a_folder_that_cannot_be_is_told_at_once_and_one_that_goes_later() {
    let parent = tempdir().unwrap();
    let occupied = parent.path().join("file");
    fs::write(&occupied, "").unwrap();
    let problem = mailer(MailSettings::File { folder: occupied }).err().unwrap();
    assert_eq!(problem, MailProblem::Folder(std::io::ErrorKind::AlreadyExists));

    let folder = parent.path().join("mails");
    let mailer = into(&folder);
    fs::remove_dir(&folder).unwrap();
    let failure = MailFailure::Transient("the file cannot be written: entity not found".to_owned());
    assert_eq!(mailer.send(&magic_link("")).await, Err(failure));
}
