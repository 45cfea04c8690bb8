//! Telephone numbers as people write them, in the form that the contract has.

use skybot_domain::error::Violation;
use skybot_domain::text::Phone;

use crate::problem::{Code, Problem};
use crate::request::Call;

/// Longer is no number, however it is written.
const LONGEST: usize = 64;

/// Puts a number into international form, by the account's region if it names no country. What has no
/// such form stays as it is, to be refused with all else that is wrong.
pub(super) async fn international(call: &Call, place: &str, field: &mut Option<String>) -> Result<(), Problem> {
    let Some(text) = field else { return Ok(()) };
    match parse(call, place, text).await {
        Ok(phone) => phone.as_str().clone_into(text),
        Err(problem) if problem.code() == Code::ValidationFailed && Phone::parse(text).is_err() => {}
        Err(problem) => return Err(problem),
    }
    Ok(())
}

/// Reads a number. Only one that names no country costs a look at the account.
pub(super) async fn parse(call: &Call, place: &str, text: &str) -> Result<Phone, Problem> {
    let ports = &call.request.api().ports;
    let text = text.trim();
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '.' | '-' | '(' | ')' | '/');
    if text.len() > LONGEST || !text.chars().all(plain) {
        let detail = "must be in E.164 form, such as +33639980001";
        return Err(Problem::invalid(place, Violation::new("INVALID_PHONE", detail)));
    }
    let region = if text.starts_with('+') {
        None
    } else {
        ports.store.account(&call.scope).await?.and_then(|account| account.default_region)
    };
    ports.phones.parse(text, region).map_err(|violation| Problem::invalid(place, violation))
}
