//! What an operator decides about storage. Plain values: reading a configuration is the binary's
//! business.

use std::path::PathBuf;

use secrecy::SecretString;

/// Where the bytes are.
#[derive(Debug, Clone)]
pub enum StorageSettings {
    /// A folder, for one machine or on a shared disk.
    Local {
        /// Which; made if it is missing.
        folder: PathBuf,
    },
    /// A bucket of anything that speaks S3.
    S3(S3Settings),
}

/// A bucket, and how to get in. Debug output has no secret.
#[derive(Debug, Clone)]
pub struct S3Settings {
    /// Where the service is; `None` is Amazon's, of the region.
    pub endpoint: Option<String>,
    /// The region's name.
    pub region: String,
    /// The bucket's name.
    pub bucket: String,
    /// Who we are.
    pub access_key_id: String,
    /// What proves it.
    pub secret_access_key: SecretString,
    /// Whether the bucket stands in the path rather than in the host's name.
    pub path_style: bool,
}

/// Why storage cannot be used. Never says a secret.
#[derive(Debug, thiserror::Error)]
pub enum StorageProblem {
    /// The folder cannot be made or entered.
    #[error("the folder cannot be used: {0}")]
    Folder(String),
    /// The bucket's settings do not fit together.
    #[error("the bucket cannot be used: {0}")]
    Bucket(String),
}
