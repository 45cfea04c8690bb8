//! A conversation as a page for people: HTML without scripts, pictures or anything from elsewhere.
//! Whatever somebody wrote is encoded, and set apart from its surroundings in either direction of
//! writing.

use std::fmt::Write as _;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use skybot_domain::attachment::Attachment;
use skybot_domain::conversation::Conversation;
use skybot_domain::message::{Direction, Message, Sender};
use skybot_wire::Timestamp;

const STYLE: &str = "\
    :root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}\
    body{max-width:46rem;margin:2rem auto;padding:0 1rem}\
    header,article{border-bottom:1px solid #8886;padding:.75rem 0}\
    h1{font-size:1.4rem;margin:0}\
    article{break-inside:avoid}\
    article.internal{background:#fc03;padding-inline:.75rem}\
    .who{font-weight:600}.when,.what,footer{color:#777;font-size:.875rem}\
    .text{white-space:pre-wrap;overflow-wrap:anywhere;margin:.25rem 0 0}\
    @media print{body{max-width:none;margin:0}}";

/// Everything after the last message. Without it the page was cut.
pub(crate) const END: &str = "<footer>End of the transcript</footer>\n</main>\n</body>\n</html>\n";

/// What the page may do: show itself, in its own style.
pub(crate) fn policy() -> String {
    let style = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'; sandbox"
    )
}

/// Everything before the first message.
pub(crate) fn start(conversation: &Conversation) -> String {
    let number = conversation.number;
    let contact = encode(conversation.contact.name.as_str());
    let subject = conversation
        .subject
        .as_ref()
        .map_or(String::new(), |subject| format!("<p class=\"text\" dir=\"auto\">{}</p>\n", encode(subject.as_str())));
    let began = Timestamp::from(conversation.created_at);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>Conversation {number}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n<header>\n<h1>Conversation {number}</h1>\n{subject}\
         <p class=\"what\">with <bdi>{contact}</bdi>, since {}. Times are in UTC.</p>\n</header>\n",
        when(began),
    )
}

/// A message.
pub(crate) fn message(message: &Message) -> String {
    let side = match message.direction {
        Direction::Inbound => "inbound",
        Direction::Outbound => "outbound",
        Direction::Internal => "internal",
    };
    let who = match &message.sender {
        Sender::Contact { name, .. } | Sender::User { name, .. } | Sender::Bot { name, .. } => encode(name),
        Sender::System => "SkyBot".to_owned(),
    };
    let at = when(Timestamp::from(message.created_at));
    let mut html = format!(
        "<article class=\"{side}\" id=\"m{}\">\n<span class=\"who\"><bdi>{who}</bdi></span> <span class=\"when\">{at}</span>",
        message.seq
    );
    let mut remark = |text: &str| {
        html.push_str(" <span class=\"what\">");
        html.push_str(text);
        html.push_str("</span>");
    };
    if message.direction == Direction::Internal {
        remark("(internal)");
    }
    if message.edited_at.is_some() && message.deleted_at.is_none() {
        remark("(edited)");
    }
    if message.deleted_at.is_some() {
        remark("(deleted)");
    }
    html.push('\n');
    if let Some(body) = &message.body {
        html.push_str("<p class=\"text\" dir=\"auto\">");
        html.push_str(&encode(body));
        html.push_str("</p>\n");
    }
    for Attachment { name, size, .. } in &message.attachments {
        // A String takes everything.
        let _ = writeln!(html, "<p class=\"what\"><bdi>{}</bdi>, {size} bytes</p>", encode(name));
    }
    html.push_str("</article>\n");
    html
}

/// To the second.
fn when(at: Timestamp) -> String {
    let text = at.to_string();
    let second = text.get(..19).unwrap_or(&text);
    format!("<time datetime=\"{text}\">{}</time>", second.replace('T', " "))
}

/// Text as HTML shows it, in elements and in quoted attributes.
fn encode(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{encode, policy};

    proptest! {
        #[test]
        fn no_text_gets_out_of_its_element(text in "\\PC{0,60}|[<>&\"'/a-z =!-]{0,60}") {
            let html = encode(&text);
            prop_assert!(!html.contains(['<', '>', '"', '\'']));
            let decoded = html
                .replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'")
                .replace("&amp;", "&");
            prop_assert_eq!(decoded, text);
        }
    }

    #[test]
    fn the_policy_allows_nothing_but_the_style() {
        let policy = policy();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        assert!(!policy.contains("unsafe") && policy.ends_with("sandbox"), "{policy}");
    }
}
