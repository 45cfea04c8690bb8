//! Uploading files.

use std::path::PathBuf;

use bytes::Bytes;
use serde_json::Value;
use skybot_client::reqwest::Method;

use crate::api::{Api, Ask};
use crate::app::App;

/// The content type of [`form`].
pub const FORM: &str = "multipart/form-data; boundary=frontier";

/// A form with one file.
pub fn form(name: &str, file: &[u8]) -> Vec<u8> {
    let mut form = head("file", name);
    form.extend(file);
    form.extend(b"\r\n--frontier--\r\n");
    form
}

/// Everything of a form up to the first byte of a part.
pub fn head(part: &str, name: &str) -> Vec<u8> {
    format!("--frontier\r\nContent-Disposition: form-data; name=\"{part}\"; filename=\"{name}\"\r\n\r\n").into_bytes()
}

impl Api {
    /// Uploads a file.
    pub fn upload(&self, name: &str, file: &[u8]) -> Ask<'_> {
        self.upload_as("attachments", form(name, file))
    }

    /// Uploads a form.
    pub fn upload_as(&self, target: &str, form: impl Into<Bytes>) -> Ask<'_> {
        self.ask(Method::POST, target).body(FORM, form)
    }

    /// Uploads a file; its id.
    pub async fn uploaded(&self, name: &str, file: &[u8]) -> String {
        let made: Value = self.upload(name, file).await.is(201);
        crate::story::id(&made).to_owned()
    }
}

impl App {
    /// The files that are stored, finished or not, by their paths.
    pub fn blobs(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut folders = vec![self.files.clone()];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = std::fs::read_dir(folder) else { continue };
            for path in entries.flatten().map(|entry| entry.path()) {
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        files
    }

    /// Lets the collector run now.
    pub async fn collect_files(&self) {
        self.database.execute("select graphile_worker.add_job('collect_files', '{}'::json)").await;
        let left = "select count(*) from graphile_worker.jobs where task_identifier = 'collect_files'";
        crate::wait::eventually("the collector has run", std::time::Duration::from_secs(30), async || {
            (self.count(left).await == 0).then_some(())
        })
        .await;
    }
}
