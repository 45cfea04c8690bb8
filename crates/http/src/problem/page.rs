//! The readable page of each problem.

use super::Code;

/// The page, in HTML without style or script.
pub(crate) fn html(code: Code) -> String {
    let (name, title, status) = (code.as_str(), code.title(), code.status().as_u16());
    let mut text = String::new();
    // `explanation` marks names with backticks.
    for (index, part) in code.explanation().split('`').enumerate() {
        text.push_str(match (index, index % 2) {
            (0, _) => "",
            (_, 1) => "<code>",
            _ => "</code>",
        });
        text.push_str(part);
    }
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{name}</title>\n</head>\n<body>\n<main>\n\
         <h1>{title}</h1>\n<p><code>{name}</code>, status {status}</p>\n<p>{text}</p>\n</main>\n</body>\n</html>\n"
    )
}
