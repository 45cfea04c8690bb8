//! Files of contacts on their way in.

use async_trait::async_trait;
use sea_orm::FromQueryResult;

use skybot_domain::Id;
use skybot_domain::contact_import::{ContactImport, MAX_ERRORS, NewImport, PATIENCE, RETENTION, RowError};
use skybot_domain::error::StoreError;
use skybot_domain::id::ImportId;
use skybot_domain::ports::ContactImports;
use skybot_domain::scope::Scope;

use crate::pool::Postgres;
use crate::query::{one, rows};
use crate::rows::{IMPORT, ImportRow};

type Outcome<T> = Result<T, StoreError>;

/// No piece is longer; all but the last are as long.
const PIECE: i64 = 256 * 1024;

#[derive(FromQueryResult)]
struct PieceRow {
    at_byte: i64,
    bytes: Vec<u8>,
}

#[derive(FromQueryResult)]
struct ErrorRow {
    line: i64,
    field: Option<String>,
    code: String,
    detail: String,
}

impl Postgres {
    /// Runs one statement in a transaction of the tenant.
    async fn change(&self, scope: &Scope, sql: &'static str, values: Vec<sea_orm::Value>) -> Outcome<u64> {
        let (db, scope) = (self.clone(), scope.clone());
        self.detached(async move {
            let unit = db.enter(&scope).await?;
            let touched = unit.run(sql, values).await?;
            unit.commit().await?;
            Ok(touched)
        })
        .await
    }
}

#[async_trait]
impl ContactImports for Postgres {
    async fn open_import(&self, scope: &Scope, new: &NewImport) -> Outcome<()> {
        self.change(
            scope,
            "with gone as (
               delete from contact_imports where account_id = $1
                 and (created_at < $7 or (state = 'receiving' and created_at < $8)))
             insert into contact_imports (account_id, id, created_by, state, dry_run, on_conflict, created_at)
             values ($1, $2, $3, 'receiving', $4, $5, $6)",
            vec![
                scope.account().uuid().into(),
                new.id.uuid().into(),
                new.by.map(Id::uuid).into(),
                new.dry_run.into(),
                new.on_conflict.as_str().into(),
                new.at.into(),
                (new.at - RETENTION).into(),
                (new.at - PATIENCE).into(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn add_import_piece(&self, scope: &Scope, id: ImportId, at_byte: i64, piece: Vec<u8>) -> Outcome<()> {
        self.change(
            scope,
            "insert into contact_import_pieces (account_id, import_id, at_byte, bytes) values ($1, $2, $3, $4)",
            vec![scope.account().uuid().into(), id.uuid().into(), at_byte.into(), piece.into()],
        )
        .await?;
        Ok(())
    }

    async fn drop_import(&self, scope: &Scope, id: ImportId) -> Outcome<()> {
        self.change(
            scope,
            "delete from contact_imports where account_id = $1 and id = $2 and state = 'receiving'",
            vec![scope.account().uuid().into(), id.uuid().into()],
        )
        .await?;
        Ok(())
    }

    async fn contact_import(&self, scope: &Scope, id: ImportId) -> Outcome<Option<ContactImport>> {
        let sql = format!("select {IMPORT} from contact_imports i where i.account_id = $1 and i.id = $2");
        one::<ImportRow, _>(self, scope, &sql, vec![scope.account().uuid().into(), id.uuid().into()]).await
    }

    async fn import_errors(&self, scope: &Scope, id: ImportId) -> Outcome<Vec<RowError>> {
        let found: Vec<ErrorRow> = rows(
            self,
            scope,
            "select line::bigint, field, code, detail from contact_import_errors
             where account_id = $1 and import_id = $2 order by line, place limit $3",
            vec![scope.account().uuid().into(), id.uuid().into(), i64::try_from(MAX_ERRORS).unwrap_or(i64::MAX).into()],
        )
        .await?;
        let error = |row: ErrorRow| RowError { line: row.line, field: row.field, code: row.code, detail: row.detail };
        Ok(found.into_iter().map(error).collect())
    }

    async fn import_bytes(&self, scope: &Scope, id: ImportId, from: i64, least: i64) -> Outcome<Vec<u8>> {
        let pieces: Vec<PieceRow> = rows(
            self,
            scope,
            "select at_byte::bigint, bytes from contact_import_pieces
             where account_id = $1 and import_id = $2 and at_byte > $3 order by at_byte limit $4",
            vec![scope.account().uuid().into(), id.uuid().into(), (from - PIECE).into(), (least / PIECE + 2).into()],
        )
        .await?;
        let mut bytes = Vec::new();
        for piece in pieces {
            let before = usize::try_from(from - piece.at_byte).unwrap_or_default();
            bytes.extend(piece.bytes.into_iter().skip(before));
        }
        Ok(bytes)
    }
}
