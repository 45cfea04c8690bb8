//! What a tenant is made of: inboxes, labels, members, teams.

use reqwest::Method;
use reqwest::header::IF_MATCH;
use skybot_wire::{
    Account, CreateInbox, CreateLabel, CreateTeam, DirectoryQuery, Inbox, Label, Member, Page, PageQuery, PatchInbox,
    PatchLabel, PatchTeam, Team,
};
use uuid::Uuid;

use crate::error::Result;
use crate::transport::{Client, etag};

impl Client {
    /// The tenant itself.
    pub async fn account(&self) -> Result<Account> {
        self.call(self.get(&["account"])).await
    }

    /// A page of members.
    pub async fn members(&self, query: &DirectoryQuery) -> Result<Page<Member>> {
        self.call(self.get(&["members"]).query(query)).await
    }

    /// Makes a team.
    pub async fn create_team(&self, team: &CreateTeam) -> Result<Team> {
        self.call(self.post(&["teams"], team)).await
    }

    /// A page of teams, oldest first.
    pub async fn teams(&self, query: &PageQuery) -> Result<Page<Team>> {
        self.call(self.get(&["teams"]).query(query)).await
    }

    /// Changes a team, if it is still at `version`.
    pub async fn patch_team(&self, id: Uuid, patch: &PatchTeam, version: i64) -> Result<Team> {
        let request = self.endpoint(Method::PATCH, &["teams", &id.to_string()]);
        self.call(request.header(IF_MATCH, etag(version)).json(patch)).await
    }

    /// Deletes a team; its conversations stay, without one.
    pub async fn delete_team(&self, id: Uuid) -> Result<()> {
        self.done(self.endpoint(Method::DELETE, &["teams", &id.to_string()])).await
    }

    /// A page of inboxes, oldest first.
    pub async fn inboxes(&self, query: &PageQuery) -> Result<Page<Inbox>> {
        self.call(self.get(&["inboxes"]).query(query)).await
    }

    /// Makes an inbox.
    pub async fn create_inbox(&self, inbox: &CreateInbox) -> Result<Inbox> {
        self.call(self.post(&["inboxes"], inbox)).await
    }

    /// An inbox.
    pub async fn inbox(&self, id: Uuid) -> Result<Inbox> {
        self.call(self.get(&["inboxes", &id.to_string()])).await
    }

    /// Renames an inbox, if it is still at `version`.
    pub async fn patch_inbox(&self, id: Uuid, patch: &PatchInbox, version: i64) -> Result<Inbox> {
        let request = self.endpoint(Method::PATCH, &["inboxes", &id.to_string()]);
        self.call(request.header(IF_MATCH, etag(version)).json(patch)).await
    }

    /// Deletes an inbox that has no conversations.
    pub async fn delete_inbox(&self, id: Uuid) -> Result<()> {
        self.done(self.endpoint(Method::DELETE, &["inboxes", &id.to_string()])).await
    }

    /// A page of who belongs to an inbox.
    pub async fn inbox_members(&self, id: Uuid, query: &PageQuery) -> Result<Page<Member>> {
        self.call(self.get(&["inboxes", &id.to_string(), "members"]).query(query)).await
    }

    /// Puts a member into an inbox.
    pub async fn add_inbox_member(&self, id: Uuid, user: Uuid) -> Result<()> {
        let path = ["inboxes", &id.to_string(), "members", &user.to_string()];
        self.done(self.endpoint(Method::PUT, &path)).await
    }

    /// Takes a member out of an inbox.
    pub async fn remove_inbox_member(&self, id: Uuid, user: Uuid) -> Result<()> {
        let path = ["inboxes", &id.to_string(), "members", &user.to_string()];
        self.done(self.endpoint(Method::DELETE, &path)).await
    }

    /// A page of labels, oldest first.
    pub async fn labels(&self, query: &PageQuery) -> Result<Page<Label>> {
        self.call(self.get(&["labels"]).query(query)).await
    }

    /// Makes a label.
    pub async fn create_label(&self, label: &CreateLabel) -> Result<Label> {
        self.call(self.post(&["labels"], label)).await
    }

    /// Changes a label, if it is still at `version`.
    pub async fn patch_label(&self, id: Uuid, patch: &PatchLabel, version: i64) -> Result<Label> {
        let request = self.endpoint(Method::PATCH, &["labels", &id.to_string()]);
        self.call(request.header(IF_MATCH, etag(version)).json(patch)).await
    }

    /// Deletes a label, from all conversations too.
    pub async fn delete_label(&self, id: Uuid) -> Result<()> {
        self.done(self.endpoint(Method::DELETE, &["labels", &id.to_string()])).await
    }
}
