//! What every letter must keep to, in every language.

use std::collections::HashSet;

use skybot_domain::mail::{Letter, Locale, Mail};
use skybot_domain::text::{Email, Name};

use super::{MAX_SUBJECT, Writer, Written, link, one_line};

const LINK: &str = "https://inbox.example/go?lang=a&x='1'#key=abc-DEF_123";

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// One of each kind, with the lifetime of its link as the domain gives it.
fn letters(person: &str, account: &str) -> [(Letter, Option<&'static str>); 6] {
    let link = LINK.to_owned();
    let [name, account] = [person, account].map(self::name);
    [
        (Letter::VerifyEmail { name: name.clone(), link: link.clone() }, Some("24")),
        (Letter::AlreadyRegistered { name: name.clone(), link: link.clone() }, None),
        (Letter::ResetPassword { name: name.clone(), link: link.clone() }, Some("30")),
        (Letter::MagicLink { name: name.clone(), link: link.clone() }, Some("10")),
        (Letter::Invitation { account, inviter: name.clone(), link }, Some("7")),
        (Letter::PasswordChanged { name }, None),
    ]
}

fn write(letter: Letter, locale: Locale) -> Written {
    let to = Email::parse("ana@example.com").unwrap();
    Writer::new().unwrap().write(&Mail { to, locale, letter }).unwrap()
}

/// Every letter in every language, between an Ana and an Acme.
fn all() -> impl Iterator<Item = (Letter, Option<&'static str>, Locale, Written)> {
    letters("Ana", "Acme").into_iter().flat_map(|(letter, lifetime)| {
        Locale::ALL.iter().map(move |locale| (letter.clone(), lifetime, *locale, write(letter.clone(), *locale)))
    })
}

/// A page without its tags, as it is read.
fn visible(html: &str) -> String {
    let body = html.split_once("<body").unwrap().1;
    let text: String = body.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text).collect();
    unescaped(&text)
}

fn unescaped(html: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x2f;", "/"), ("&amp;", "&")]
        .iter()
        .fold(html.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

#[test]
fn every_letter_brings_its_link() {
    for (letter, _, locale, written) in all() {
        let Written { text, html, .. } = &written;
        let lines = text.lines().filter(|line| *line == LINK).count();
        let buttons = unescaped(html).matches(&format!("<a href=\"{LINK}\"")).count();
        let expected = if link(&letter).is_some() { (1, 2) } else { (0, 0) };
        assert_eq!((lines, buttons), expected, "{locale:?} {letter:?}\n{text}\n{html}");
        assert_eq!(visible(html).contains(LINK), link(&letter).is_some(), "the bare link, for those without buttons");
        assert!(!html.contains("></a>"), "a button says what it does: {locale:?} {letter:?}");
    }
}

#[test]
fn every_letter_says_how_long_its_link_lives() {
    for (letter, lifetime, locale, written) in all() {
        let words = written.text.replace(LINK, "");
        let numbers: Vec<_> = words.split(|c: char| !c.is_ascii_digit()).filter(|word| !word.is_empty()).collect();
        assert_eq!(numbers, Vec::from_iter(lifetime), "{locale:?} {letter:?}");
    }
}

#[test]
fn nothing_is_left_to_fill_in() {
    for (_, _, locale, Written { subject, text, html }) in all() {
        for part in [&subject, &text, &html] {
            assert!(!["{{", "}}", "{%", "%}"].iter().any(|brace| part.contains(brace)), "{locale:?} {part}");
        }
        assert!(!subject.is_empty() && subject.chars().count() <= 50, "subjects are short: {subject}");
        assert!(!text.contains("\n\n\n") && text.ends_with(".\n"), "{text:?}");
    }
}

#[test]
fn both_forms_say_the_same() {
    for (letter, _, locale, Written { text, html, .. }) in all() {
        let page = visible(&html);
        for line in text.lines().filter(|line| !line.is_empty()) {
            assert!(page.contains(line), "{locale:?} {letter:?}: {line:?} is not in\n{page}");
        }
    }
}

#[test]
fn every_language_has_words_of_its_own() {
    for (letter, _) in letters("Ana", "Acme") {
        let written: Vec<_> = Locale::ALL.iter().map(|locale| write(letter.clone(), *locale)).collect();
        let subjects: HashSet<_> = written.iter().map(|written| &written.subject).collect();
        assert_eq!(subjects.len(), Locale::ALL.len(), "{subjects:?}");
        let sentences: Vec<_> = written.iter().flat_map(|written| written.text.lines()).collect();
        let long = sentences.iter().filter(|line| line.len() > 20 && **line != LINK);
        assert_eq!(long.clone().collect::<HashSet<_>>().len(), long.count(), "{sentences:#?}");
    }
}

#[test]
fn a_page_says_its_language_and_loads_nothing() {
    for (_, _, locale, Written { html, .. }) in all() {
        assert!(html.contains(&format!("<html lang=\"{}\">", locale.as_str())));
        let page = unescaped(&html).replace(LINK, "");
        for outside in ["http", "//", "src=", "url(", "@import", "<img", "<link", "<script", "<style", "<iframe"] {
            assert!(!page.contains(outside), "{outside} in\n{page}");
        }
    }
}

#[test]
fn names_are_text_wherever_they_stand() {
    let hostile = "</title><b>&\"' {{ link }} {% raw %}";
    for (letter, _) in letters(hostile, hostile) {
        for locale in Locale::ALL {
            let Written { text, html, .. } = write(letter.clone(), *locale);
            assert!(text.contains(hostile), "{text}");
            assert!(visible(&html).contains(hostile), "{html}");
            assert!(!html.contains("<b>") && html.matches("</title>").count() == 1, "{html}");
        }
    }
}

#[test]
fn a_subject_is_one_short_line() {
    let long = "Ä".repeat(Name::MAX);
    for (letter, _) in letters(&long, &long) {
        for locale in Locale::ALL {
            let Written { subject, .. } = write(letter.clone(), *locale);
            assert!(subject.chars().count() <= MAX_SUBJECT, "{subject}");
            let cut = matches!(letter, Letter::Invitation { .. });
            assert_eq!(subject.ends_with("Ä…"), cut, "{subject}");
        }
    }
    assert_eq!(one_line("Acme\r\nBcc: eve@example.com"), "Acme Bcc: eve@example.com");
    assert_eq!(one_line("\u{7f}Ac\0me\u{2028}\tInc.  "), "Ac me Inc.");
    assert_eq!(one_line(&"x".repeat(MAX_SUBJECT)), "x".repeat(MAX_SUBJECT));
    assert_eq!(one_line(&"x".repeat(MAX_SUBJECT + 1)), "x".repeat(MAX_SUBJECT - 1) + "…");
}
