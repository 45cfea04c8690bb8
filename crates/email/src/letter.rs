//! Writes letters: a [`Mail`] becomes a subject, a plain text, and a page that says the same.
//!
//! The words are in `templates/<language>.toml`, as plain text; `templates/layout.*` say how they
//! are set, and the page's layout escapes whatever goes into it. A page loads nothing from
//! anywhere and tells nobody that it was opened.

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior, Value, context};
use serde::Deserialize;
use skybot_domain::mail::{Letter, Locale, Mail, MailFailure};

use crate::settings::MailProblem;

/// Longest subject, in characters. What is longer (a tenant's name may be) ends in an ellipsis.
const MAX_SUBJECT: usize = 78;

/// What a language says in all its letters.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Language {
    common: Common,
    verify_email: Words,
    already_registered: Words,
    reset_password: Words,
    magic_link: Words,
    invitation: Words,
    password_changed: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Common {
    greeting: String,
    greeting_without_name: String,
    link_hint: String,
    footer: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    subject: String,
    before: Vec<String>,
    #[serde(default)]
    action: String,
    after: Vec<String>,
}

/// A letter as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    /// One line.
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

/// Knows all languages and both layouts.
pub(crate) struct Writer {
    layouts: Environment<'static>,
    english: Language,
    french: Language,
    spanish: Language,
    portuguese: Language,
}

impl Writer {
    /// Reads what is compiled in.
    pub(crate) fn new() -> Result<Self, MailProblem> {
        let language = |source| toml::from_str(source).map_err(|_| MailProblem::Letters);
        Ok(Self {
            layouts: layouts().map_err(|_| MailProblem::Letters)?,
            english: language(include_str!("../templates/en.toml"))?,
            french: language(include_str!("../templates/fr.toml"))?,
            spanish: language(include_str!("../templates/es.toml"))?,
            portuguese: language(include_str!("../templates/pt.toml"))?,
        })
    }

    /// Writes a letter.
    pub(crate) fn write(&self, mail: &Mail) -> Result<Written, MailFailure> {
        self.compose(mail)
            .map_err(|error| MailFailure::Refused(format!("the letter cannot be written: {}", error.kind())))
    }

    fn compose(&self, mail: &Mail) -> Result<Written, minijinja::Error> {
        let language = self.language(mail.locale);
        let words = language.words(&mail.letter);
        let people = people(&mail.letter);
        let fill = |template: &String| self.layouts.render_str(template, people.clone());
        let fill_all = |templates: &[String]| templates.iter().map(fill).collect::<Result<Vec<_>, _>>();

        let subject = one_line(&fill(&words.subject)?);
        let context = context! {
            language => mail.locale.as_str(),
            subject => &subject,
            greeting => fill(language.greeting(&mail.letter))?,
            before => fill_all(&words.before)?,
            link => link(&mail.letter),
            action => &words.action,
            after => fill_all(&words.after)?,
            link_hint => &language.common.link_hint,
            footer => &language.common.footer,
        };
        let lay_out = |layout| self.layouts.get_template(layout)?.render(context.clone());
        Ok(Written { text: lay_out("layout.txt")?, html: lay_out("layout.html")?, subject })
    }

    fn language(&self, locale: Locale) -> &Language {
        match locale {
            Locale::English => &self.english,
            Locale::French => &self.french,
            Locale::Spanish => &self.spanish,
            Locale::Portuguese => &self.portuguese,
        }
    }
}

impl Language {
    fn words(&self, letter: &Letter) -> &Words {
        match letter {
            Letter::VerifyEmail { .. } => &self.verify_email,
            Letter::AlreadyRegistered { .. } => &self.already_registered,
            Letter::ResetPassword { .. } => &self.reset_password,
            Letter::MagicLink { .. } => &self.magic_link,
            Letter::Invitation { .. } => &self.invitation,
            Letter::PasswordChanged { .. } => &self.password_changed,
        }
    }

    /// Whoever is invited has no name yet.
    fn greeting(&self, letter: &Letter) -> &String {
        if matches!(letter, Letter::Invitation { .. }) {
            &self.common.greeting_without_name
        } else {
            &self.common.greeting
        }
    }
}

/// The names that a letter's words may use.
fn people(letter: &Letter) -> Value {
    match letter {
        Letter::VerifyEmail { name, .. }
        | Letter::AlreadyRegistered { name, .. }
        | Letter::ResetPassword { name, .. }
        | Letter::MagicLink { name, .. }
        | Letter::PasswordChanged { name } => context! { name => name.as_str() },
        Letter::Invitation { account, inviter, .. } => {
            context! { account => account.as_str(), inviter => inviter.as_str() }
        }
    }
}

fn link(letter: &Letter) -> Option<&str> {
    match letter {
        Letter::VerifyEmail { link, .. }
        | Letter::AlreadyRegistered { link, .. }
        | Letter::ResetPassword { link, .. }
        | Letter::MagicLink { link, .. }
        | Letter::Invitation { link, .. } => Some(link),
        Letter::PasswordChanged { .. } => None,
    }
}

/// Strings are not escaped, except in `.html`. A name that is not there is an error, not a gap.
fn layouts() -> Result<Environment<'static>, minijinja::Error> {
    let mut layouts = Environment::new();
    layouts.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder().keep_trailing_newline(true).trim_blocks(true).lstrip_blocks(true).build()?;
    layouts.set_syntax(syntax);
    layouts.add_template("layout.txt", include_str!("../templates/layout.txt"))?;
    layouts.add_template("layout.html", include_str!("../templates/layout.html"))?;
    Ok(layouts)
}

/// Whatever a name holds, it stays within its header.
fn one_line(text: &str) -> String {
    let printable: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = printable.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MAX_SUBJECT {
        return line;
    }
    let kept: String = line.chars().take(MAX_SUBJECT - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests;
