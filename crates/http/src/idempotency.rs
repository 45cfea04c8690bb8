//! Effects that happen once, however often the request comes.

use actix_web::HttpRequest;
use sha2::{Digest, Sha256};
use skybot_domain::error::{Error, Resource};
use skybot_domain::id::MessageId;
use skybot_domain::idempotency::Claim;
use skybot_domain::message::Message;
use skybot_domain::work::{Begun, Work};
use skybot_wire as wire;

use crate::answer::{Answer, Reply};
use crate::detached::detached;
use crate::problem::{Code, Problem};
use crate::request::Call;

/// The `Idempotency-Key`, if there is one.
pub(crate) fn key(request: &HttpRequest) -> Result<Option<&str>, Problem> {
    let mut values = request.headers().get_all("idempotency-key");
    let Some(value) = values.next() else { return Ok(None) };
    let visible = |key: &&str| (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
    match value.to_str().ok().filter(visible) {
        Some(key) if values.next().is_none() => Ok(Some(key)),
        _ => Err(Problem::detailed(Code::BadRequest, "Idempotency-Key must be 1 to 255 visible ASCII characters.")),
    }
}

/// The claim that a request with this body makes.
pub(crate) fn claim(call: &Call, body: &[u8]) -> Result<Option<Claim>, Problem> {
    let request = call.request.http();
    let Some(key) = key(request)? else { return Ok(None) };
    Ok(Some(Claim {
        key: key.to_owned(),
        route: format!("{} {}", request.method(), request.path()),
        digest: Sha256::digest(body).into(),
        at: call.request.api().ports.clock.now(),
    }))
}

/// Does the work in one transaction with the answer stored under the claimed key, or gives the
/// answer that was stored before.
pub(crate) async fn once(
    call: Call,
    claim: Option<Claim>,
    work: impl AsyncFnOnce(&mut Work<'_>) -> Result<Answer, Problem> + 'static,
) -> Reply {
    detached(async move {
        let ports = &call.request.api().ports;
        match Work::claim(ports, &call.scope, claim).await? {
            Begun::Replay(stored) => Ok(Answer::again(stored).send_again()),
            Begun::Fresh(mut open) => {
                let answer = work(&mut open).await?;
                open.commit(answer.stored()).await?;
                Ok(answer.send())
            }
        }
    })
    .await
}

/// The same for an answer that is a message: what it said must not outlast it in an answer that was
/// stored, so a repeated request gets it as it is now.
pub(crate) async fn once_for_message(
    call: Call,
    claim: Option<Claim>,
    id: MessageId,
    work: impl AsyncFnOnce(&mut Work<'_>) -> Result<Message, Problem> + 'static,
) -> Reply {
    let answer = |message: Message| Answer::versioned(message.version, &wire::Message::from(message));
    detached(async move {
        let ports = &call.request.api().ports;
        match Work::claim(ports, &call.scope, claim).await? {
            Begun::Replay(_) => {
                let found = ports.store.message(&call.scope, id).await?;
                answer(found.ok_or(Error::NotFound(Resource::Message))?).map(Answer::send_again)
            }
            Begun::Fresh(mut open) => {
                let answer = answer(work(&mut open).await?)?;
                open.commit(&answer.stored().without_body()).await?;
                Ok(answer.send())
            }
        }
    })
    .await
}

/// For an effect that is the same whether it happens once or twice, and that commits by itself:
/// the key only has to remember the answer. Never holds two transactions at a time, so that
/// many such requests cannot starve the pool they wait for.
pub(crate) async fn remembered(
    call: Call,
    claim: Option<Claim>,
    effect: impl AsyncFnOnce(&Call) -> Result<Answer, Problem> + 'static,
) -> Reply {
    if claim.is_none() {
        return effect(&call).await.map(Answer::send);
    }
    detached(async move {
        let ports = &call.request.api().ports;
        if let Begun::Replay(stored) = Work::claim(ports, &call.scope, claim.clone()).await? {
            return Ok(Answer::again(stored).send_again());
        }
        let answer = effect(&call).await?;
        match Work::claim(ports, &call.scope, claim).await? {
            Begun::Fresh(open) => open.commit(answer.stored()).await?,
            Begun::Replay(stored) => return Ok(Answer::again(stored).send_again()),
        }
        Ok(answer.send())
    })
    .await
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::key;

    #[test]
    fn keys_are_visible_ascii() {
        let read = |values: &[&str]| {
            let mut request = TestRequest::default();
            for value in values {
                request = request.append_header(("Idempotency-Key", *value));
            }
            key(&request.to_http_request()).map(|key| key.map(str::to_owned)).map_err(|problem| problem.code().as_str())
        };
        assert_eq!(read(&[]), Ok(None));
        let longest = "k".repeat(255);
        for text in ["a", "!~", longest.as_str()] {
            assert_eq!(read(&[text]), Ok(Some(text.to_owned())));
        }
        for text in ["", "a b", "é", "a\tb", &"k".repeat(256)] {
            assert_eq!(read(&[text]), Err("BAD_REQUEST"), "{text}");
        }
        assert_eq!(read(&["a", "a"]), Err("BAD_REQUEST"));
    }
}
