//! Where a provider is: its discovery document (OpenID Connect Discovery 1.0).

use reqwest::Url;
use serde::Deserialize;

use super::line::Trouble;
use super::settings::{address, is_plain};

/// How a client proves itself when it exchanges a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    /// In the header, as every provider must be able to.
    Basic,
    /// In the body, for those that say they take only that.
    Post,
}

/// The part of the document that is of use.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Document {
    pub(super) authorization: Url,
    pub(super) token: Url,
    pub(super) keys: Url,
    pub(super) proof: Proof,
}

#[derive(Deserialize)]
struct Raw {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

/// Where the document of an issuer is.
pub(super) fn place(issuer: &str) -> String {
    format!("{}/.well-known/openid-configuration", issuer.strip_suffix('/').unwrap_or(issuer))
}

impl Document {
    /// Checks that the document is `issuer`'s own and leads nowhere that can be overheard.
    pub(super) fn read(body: &[u8], issuer: &str) -> Result<Self, Trouble> {
        let useless = |why| Trouble::Useless("discovery document", why);
        let raw: Raw = serde_json::from_slice(body).map_err(|_| useless("it is not of the form it must be"))?;
        if raw.issuer != issuer {
            return Err(useless("it is another issuer's"));
        }
        let local = address(issuer).is_some_and(|issuer| is_plain(&issuer));
        let endpoint = |text: &str| {
            let endpoint = address(text).filter(|url| local || !is_plain(url));
            endpoint.ok_or_else(|| useless("an endpoint is not an https URL"))
        };
        let methods = raw.token_endpoint_auth_methods_supported.unwrap_or_default();
        let takes = |method: &str| methods.iter().any(|it| it == method);
        let proof =
            if takes("client_secret_post") && !takes("client_secret_basic") { Proof::Post } else { Proof::Basic };
        Ok(Self {
            authorization: endpoint(&raw.authorization_endpoint)?,
            token: endpoint(&raw.token_endpoint)?,
            keys: endpoint(&raw.jwks_uri)?,
            proof,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Document, Proof, place};

    const ISSUER: &str = "https://id.example.com";

    fn read(value: &Value, issuer: &str) -> Result<Document, String> {
        Document::read(value.to_string().as_bytes(), issuer).map_err(|trouble| trouble.to_string())
    }

    fn document(issuer: &str) -> Value {
        json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize?tenant=acme"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
            "scopes_supported": ["openid"],
        })
    }

    #[test]
    fn the_document_is_found_with_and_without_a_slash_at_the_end() {
        assert_eq!(place("https://a.b"), "https://a.b/.well-known/openid-configuration");
        assert_eq!(place("https://a.b/c/"), "https://a.b/c/.well-known/openid-configuration");
    }

    #[test]
    fn an_issuer_is_compared_letter_for_letter() {
        assert!(read(&document(ISSUER), ISSUER).is_ok());
        for other in ["https://id.example.com/", "https://ID.example.com", "https://id.example.com:443", ""] {
            let mut document = document(ISSUER);
            document["issuer"] = json!(other);
            let refused = read(&document, ISSUER).unwrap_err();
            assert_eq!(refused, "its discovery document cannot be used: it is another issuer's", "{other}");
        }
    }

    #[test]
    fn endpoints_are_as_safe_as_the_issuer() {
        for endpoint in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
            let mut document = document(ISSUER);
            for unsafe_one in ["http://id.example.com/x", "http://127.0.0.1/x", "https://ana:pw@id.example.com/x", "/x"]
            {
                document[endpoint] = json!(unsafe_one);
                let refused = read(&document, ISSUER).unwrap_err();
                assert_eq!(refused, "its discovery document cannot be used: an endpoint is not an https URL");
            }
            document.as_object_mut().unwrap().remove(endpoint);
            read(&document, ISSUER).unwrap_err();
        }
        let local = "http://127.0.0.1:4000";
        let mut document = document(local);
        assert!(read(&document, local).is_ok());
        document["token_endpoint"] = json!("http://192.168.1.1/token");
        read(&document, local).unwrap_err();
    }

    #[test]
    fn a_client_proves_itself_as_the_provider_wishes() {
        for (methods, proof) in [
            (Value::Null, Proof::Basic),
            (json!(["client_secret_post"]), Proof::Post),
            (json!(["private_key_jwt", "client_secret_post"]), Proof::Post),
            (json!(["client_secret_post", "client_secret_basic"]), Proof::Basic),
            (json!([]), Proof::Basic),
        ] {
            let mut document = document(ISSUER);
            document["token_endpoint_auth_methods_supported"] = methods;
            assert_eq!(read(&document, ISSUER).unwrap().proof, proof);
        }
    }
}
