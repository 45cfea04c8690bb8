//! Search in another language: what is there already gets the stems of the new one.

use crate::error::Result;
use crate::ports::SearchUpkeep;
use crate::scope::Scope;

/// Goes through the tenant's messages in short transactions, until a whole pass finds nothing to do: a
/// message that was on its way when the language changed is behind the first pass, but not the second.
/// Safe to run twice, and while the language changes again. Tells how many were changed.
pub async fn stem_messages(search: &dyn SearchUpkeep, scope: &Scope) -> Result<u64> {
    let mut total = 0;
    loop {
        let (mut pass, mut after) = (0, None);
        loop {
            let step = search.stem_messages(scope, after).await?;
            pass += step.changed;
            if step.last.is_none() {
                break;
            }
            after = step.last;
        }
        total += pass;
        if pass == 0 {
            return Ok(total);
        }
    }
}
