//! The [`DeliveryTx`] port: how far outbound messages got, and the names that providers give them. A
//! batch of reports costs as many statements as one report.

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use time::OffsetDateTime;
use uuid::Uuid;

use skybot_domain::Timestamp;
use skybot_domain::delivery::{Delivery, Progress};
use skybot_domain::error::StoreError;
use skybot_domain::id::{InboxId, MessageId};
use skybot_domain::message::{DeliveryStatus, Direction, FailedReason};
use skybot_domain::ports::{DeliveryTx, HeldDelivery, KnownId};
use skybot_domain::text::ExternalId;

use super::{IdRow, Outcome, PgTx};
use crate::error::store_error;
use crate::query::select;
use crate::rows::corrupt;

/// The columns that hold a [`Progress`], in both tables that have one.
#[derive(FromQueryResult)]
struct ProgressRow {
    status: String,
    delivered_at: Option<OffsetDateTime>,
    read_at: Option<OffsetDateTime>,
    failed_code: Option<String>,
    failed_title: Option<String>,
    failed_retryable: Option<bool>,
}

impl ProgressRow {
    /// `None`: the status is none.
    fn progress(self) -> Option<Progress> {
        Some(Progress {
            status: DeliveryStatus::parse(&self.status)?,
            delivered_at: self.delivered_at,
            read_at: self.read_at,
            failed_reason: self.failed_code.map(|code| FailedReason {
                code,
                title: self.failed_title.unwrap_or_default(),
                retryable: self.failed_retryable.unwrap_or(false),
            }),
        })
    }
}

#[derive(FromQueryResult)]
struct NameRow {
    external_id: String,
    message_id: Option<Uuid>,
    attempt: Option<i64>,
    #[sea_orm(nested)]
    parked: ProgressRow,
}

#[derive(FromQueryResult)]
struct HeldRow {
    id: Uuid,
    conversation_id: Uuid,
    direction: String,
    deleted: bool,
    attempt: i64,
    external_id: Option<String>,
    #[sea_orm(nested)]
    progress: ProgressRow,
}

impl TryFrom<HeldRow> for HeldDelivery {
    type Error = StoreError;

    fn try_from(row: HeldRow) -> Outcome<Self> {
        let bad = |column| corrupt("messages", column, row.id);
        Ok(Self {
            id: row.id.into(),
            conversation_id: row.conversation_id.into(),
            direction: Direction::parse(&row.direction).ok_or_else(|| bad("direction"))?,
            deleted: row.deleted,
            delivery: Delivery {
                attempt: row.attempt,
                progress: row.progress.progress().ok_or_else(|| bad("status"))?,
            },
            external_id: row
                .external_id
                .map(|id| ExternalId::parse(&id))
                .transpose()
                .map_err(|_| bad("external_id"))?,
        })
    }
}

/// A column of many rows, for `unnest`.
fn column<'a, R, T>(rows: &'a [R], value: impl Fn(&'a R) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}

fn code(progress: &Progress) -> Option<&str> {
    progress.failed_reason.as_ref().map(|reason| reason.code.as_str())
}

fn title(progress: &Progress) -> Option<&str> {
    progress.failed_reason.as_ref().map(|reason| reason.title.as_str())
}

fn retryable(progress: &Progress) -> Option<bool> {
    progress.failed_reason.as_ref().map(|reason| reason.retryable)
}

#[async_trait]
impl DeliveryTx for PgTx {
    async fn inbox_of(&mut self, id: MessageId) -> Outcome<Option<InboxId>> {
        let row: Option<IdRow> = self
            .first(
                "select c.inbox_id as id from messages m
                 join conversations c on c.account_id = m.account_id and c.id = m.conversation_id
                 where m.account_id = $1 and m.id = $2 and c.account_id = $1
                   and ((select app.sees_all()) or app.can_see(c.inbox_id, c.team_id, c.assignee_id))",
                vec![id.uuid().into()],
            )
            .await?;
        Ok(row.map(|row| row.id.into()))
    }

    async fn hold_names(
        &mut self,
        inbox: InboxId,
        names: &[ExternalId],
        at: Timestamp,
    ) -> Outcome<Option<Vec<KnownId>>> {
        let mut sorted: Vec<_> = names.iter().map(|name| name.as_str().to_owned()).collect();
        sorted.sort_unstable();
        // A name that is there is locked too, also where nothing is set; in one order, so that two
        // batches never wait for each other in a circle. What waits, waits on from its last report.
        self.run(
            "insert into delivery_names as d (account_id, inbox_id, external_id, created_at)
             select i.account_id, i.id, n.name, $4 from inboxes i
             cross join unnest($3::text[]) with ordinality n (name, place)
             where i.account_id = $1 and i.id = $2 order by n.place
             on conflict (account_id, inbox_id, external_id) do update set created_at = excluded.created_at
             where d.message_id is null",
            vec![inbox.uuid().into(), sorted.clone().into(), at.into()],
        )
        .await?;
        let rows: Vec<NameRow> = select(
            &self.unit,
            "select external_id, message_id, attempt, status, delivered_at, read_at, failed_code, failed_title,
                    failed_retryable
             from delivery_names where account_id = $1 and inbox_id = $2 and external_id = any($3)",
            vec![self.account().into(), inbox.uuid().into(), sorted.into()],
        )
        .await?;
        let known = |row: NameRow| {
            let bad = |column| corrupt("delivery_names", column, inbox.uuid());
            Ok(KnownId {
                external_id: ExternalId::parse(&row.external_id).map_err(|_| bad("external_id"))?,
                names: row.message_id.map(MessageId::new).zip(row.attempt),
                parked: row.parked.progress().ok_or_else(|| bad("status"))?,
            })
        };
        let known = rows.into_iter().map(known).collect::<Outcome<Vec<_>>>()?;
        // Of an inbox that exists every name is known by now.
        Ok(if known.is_empty() { None } else { Some(known) })
    }

    async fn name_attempt(
        &mut self,
        inbox: InboxId,
        name: &ExternalId,
        message: MessageId,
        attempt: i64,
    ) -> Outcome<()> {
        self.run(
            "update delivery_names
             set message_id = $4, attempt = $5, status = 'queued', delivered_at = null, read_at = null,
                 failed_code = null, failed_title = null, failed_retryable = null
             where account_id = $1 and inbox_id = $2 and external_id = $3",
            vec![inbox.uuid().into(), name.as_str().into(), message.uuid().into(), attempt.into()],
        )
        .await?;
        Ok(())
    }

    async fn park_reports(&mut self, inbox: InboxId, reports: &[(ExternalId, Progress)]) -> Outcome<()> {
        if reports.is_empty() {
            return Ok(());
        }
        let account = self.account();
        sqlx::query(
            "update delivery_names d
             set status = r.status, delivered_at = r.delivered_at, read_at = r.read_at, failed_code = r.failed_code,
                 failed_title = r.failed_title, failed_retryable = r.failed_retryable
             from unnest($3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::text[], $8::text[],
                         $9::boolean[])
               r (external_id, status, delivered_at, read_at, failed_code, failed_title, failed_retryable)
             where d.account_id = $1 and d.inbox_id = $2 and d.external_id = r.external_id
               and d.external_id = any($3)",
        )
        .bind(account)
        .bind(inbox.uuid())
        .bind(column(reports, |(name, _)| name.as_str()))
        .bind(column(reports, |(_, progress)| progress.status.as_str()))
        .bind(column(reports, |(_, progress)| progress.delivered_at))
        .bind(column(reports, |(_, progress)| progress.read_at))
        .bind(column(reports, |(_, progress)| code(progress)))
        .bind(column(reports, |(_, progress)| title(progress)))
        .bind(column(reports, |(_, progress)| retryable(progress)))
        .execute(self.unit.connection())
        .await
        .map_err(|error| store_error(&error))?;
        Ok(())
    }

    async fn hold_deliveries(&mut self, ids: &[MessageId]) -> Outcome<Vec<HeldDelivery>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<HeldRow> = select(
            &self.unit,
            "select m.id, m.conversation_id, m.direction, m.deleted_at is not null as deleted, m.attempt,
                    m.external_id, m.status, m.delivered_at, m.read_at, m.failed_code, m.failed_title,
                    m.failed_retryable
             from messages m
             join conversations c on c.account_id = m.account_id and c.id = m.conversation_id
             where m.account_id = $1 and m.id = any($2) and c.account_id = $1
               and ((select app.sees_all()) or app.can_see(c.inbox_id, c.team_id, c.assignee_id))
             order by m.id for no key update of m",
            vec![self.account().into(), column(ids, |id| id.uuid()).into()],
        )
        .await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    async fn set_deliveries(&mut self, deliveries: &[HeldDelivery]) -> Outcome<()> {
        if deliveries.is_empty() {
            return Ok(());
        }
        let account = self.account();
        sqlx::query(
            "update messages m
             set attempt = d.attempt, status = d.status, delivered_at = d.delivered_at, read_at = d.read_at,
                 failed_code = d.failed_code, failed_title = d.failed_title, failed_retryable = d.failed_retryable,
                 external_id = d.external_id
             from unnest($2::uuid[], $3::bigint[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::text[],
                         $8::text[], $9::boolean[], $10::text[])
               d (id, attempt, status, delivered_at, read_at, failed_code, failed_title, failed_retryable, external_id)
             where m.account_id = $1 and m.id = d.id and m.id = any($2)",
        )
        .bind(account)
        .bind(column(deliveries, |held| held.id.uuid()))
        .bind(column(deliveries, |held| held.delivery.attempt))
        .bind(column(deliveries, |held| held.delivery.progress.status.as_str()))
        .bind(column(deliveries, |held| held.delivery.progress.delivered_at))
        .bind(column(deliveries, |held| held.delivery.progress.read_at))
        .bind(column(deliveries, |held| code(&held.delivery.progress)))
        .bind(column(deliveries, |held| title(&held.delivery.progress)))
        .bind(column(deliveries, |held| retryable(&held.delivery.progress)))
        .bind(column(deliveries, |held| held.external_id.as_ref().map(ExternalId::as_str)))
        .execute(self.unit.connection())
        .await
        .map_err(|error| store_error(&error))?;
        Ok(())
    }
}
