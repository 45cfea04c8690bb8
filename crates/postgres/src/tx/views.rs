//! Saved views.

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use sea_orm::sea_query::Alias;

use skybot_domain::Timestamp;
use skybot_domain::id::{UserId, ViewId};
use skybot_domain::ports::ViewTx;
use skybot_domain::view::{NewView, View, ViewPatch};

use super::{Outcome, PgTx};
use crate::filter;
use crate::views::ViewRow;

#[derive(FromQueryResult)]
struct CountRow {
    count: i64,
}

#[async_trait]
impl ViewTx for PgTx {
    async fn count_views(&mut self, shared: bool) -> Outcome<i64> {
        let row: Option<CountRow> = self.unit.first("select app.count_views($1) as count", vec![shared.into()]).await?;
        Ok(row.map_or(0, |row| row.count))
    }

    async fn insert_view(&mut self, id: ViewId, new: &NewView, at: Timestamp) -> Outcome<()> {
        self.run(
            "insert into views (account_id, id, name, owner_id, shared, filter, sort, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
            vec![
                id.uuid().into(),
                new.name.as_str().into(),
                self.scope.user().map(UserId::uuid).into(),
                new.shared.into(),
                filter::to_json(&new.draft).into(),
                new.sort.as_str().into(),
                at.into(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn hold_view(&mut self, id: ViewId) -> Outcome<Option<View>> {
        let row: Option<ViewRow> = self
            .first(
                "select * from views where account_id = $1 and id = $2 and (shared or owner_id = $3) for update",
                vec![id.uuid().into(), self.scope.user().map(UserId::uuid).into()],
            )
            .await?;
        row.map(TryInto::try_into).transpose()
    }

    async fn patch_view(&mut self, id: ViewId, patch: &ViewPatch, at: Timestamp) -> Outcome<()> {
        let user = self.scope.user().map(UserId::uuid);
        self.update("views", id.uuid(), |update| {
            update.value(Alias::new("updated_at"), at);
            if let Some(name) = &patch.name {
                update.value(Alias::new("name"), name.as_str());
            }
            if let Some(shared) = patch.shared {
                update.value(Alias::new("shared"), shared);
                if !shared {
                    update.value(Alias::new("owner_id"), user);
                }
            }
            if let Some(draft) = &patch.draft {
                update.value(Alias::new("filter"), filter::to_json(draft));
            }
            if let Some(sort) = patch.sort {
                update.value(Alias::new("sort"), sort.as_str());
            }
        })
        .await
    }

    async fn delete_view(&mut self, id: ViewId) -> Outcome<()> {
        self.run("delete from views where account_id = $1 and id = $2", vec![id.uuid().into()]).await?;
        Ok(())
    }
}
