//! Labels. Conversations have them by id; macros and saved views name them, so that a name which changes is
//! changed there too.

use sea_orm::FromQueryResult;
use sea_orm::sea_query::Alias;
use serde_json::Value as Json;
use uuid::Uuid;

use skybot_domain::Timestamp;
use skybot_domain::id::LabelId;
use skybot_domain::label::{Label, LabelName, LabelPatch, NewLabel};

use super::{Outcome, PgTx};
use crate::rows::LabelRow;

pub(super) async fn insert(tx: &PgTx, id: LabelId, new: &NewLabel, at: Timestamp) -> Outcome<()> {
    tx.run(
        "insert into labels (account_id, id, name, color, created_at) values ($1, $2, $3, $4, $5)",
        vec![id.uuid().into(), new.name.as_str().into(), new.color.as_str().into(), at.into()],
    )
    .await?;
    Ok(())
}

pub(super) async fn hold(tx: &PgTx, id: LabelId) -> Outcome<Option<Label>> {
    let row: Option<LabelRow> =
        tx.first("select * from labels where account_id = $1 and id = $2 for update", vec![id.uuid().into()]).await?;
    row.map(TryInto::try_into).transpose()
}

pub(super) async fn patch(tx: &PgTx, id: LabelId, patch: &LabelPatch) -> Outcome<()> {
    tx.update("labels", id.uuid(), |update| {
        if let Some(name) = &patch.name {
            update.value(Alias::new("name"), name.as_str());
        }
        if let Some(color) = &patch.color {
            update.value(Alias::new("color"), color.as_str());
        }
    })
    .await
}

pub(super) async fn delete(tx: &PgTx, id: LabelId) -> Outcome<()> {
    tx.run("delete from labels where account_id = $1 and id = $2", vec![id.uuid().into()]).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct NamingRow {
    id: Uuid,
    text: Json,
}

pub(super) async fn rename_where_named(tx: &PgTx, from: &LabelName, to: &LabelName, at: Timestamp) -> Outcome<()> {
    for (table, column, marker) in [("macros", "actions", "\"labels\""), ("views", "filter", "\"label\"")] {
        let sql = format!(
            "select id, {column} as text from {table}
             where account_id = $1 and strpos({column}::text, $2) > 0 order by id for no key update"
        );
        let rows: Vec<NamingRow> = tx.all(&sql, vec![marker.into()]).await?;
        for NamingRow { id, mut text } in rows {
            if rename(&mut text, from, to) {
                let sql = format!(
                    "update {table} set {column} = $3, updated_at = $4, version = version + 1
                     where account_id = $1 and id = $2"
                );
                tx.run(&sql, vec![id.into(), text.into(), at.into()]).await?;
            }
        }
    }
    Ok(())
}

/// Names the label anew wherever an action of a macro (`labels`) or a condition on the field `label` (`value`)
/// names it; whether any did. Of a condition the store has what somebody typed.
fn rename(json: &mut Json, from: &LabelName, to: &LabelName) -> bool {
    let put = |name: &mut Json| {
        let names = name.as_str().and_then(|text| LabelName::parse(text).ok()).is_some_and(|named| named == *from);
        if names {
            *name = to.as_str().into();
        }
        names
    };
    match json {
        Json::Array(items) => items.iter_mut().fold(false, |any, item| rename(item, from, to) | any),
        Json::Object(members) => {
            if members.get("field").is_some_and(|field| field == "label") {
                return members.get_mut("value").is_some_and(put);
            }
            members.iter_mut().fold(false, |any, (key, member)| match member {
                Json::Array(labels) if key == "labels" => {
                    labels.iter_mut().fold(false, |any, label| put(label) | any) | any
                }
                member => rename(member, from, to) | any,
            })
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use skybot_domain::label::LabelName;

    use super::rename;

    #[test]
    fn a_name_changes_where_it_is_a_labels_and_nowhere_else() {
        let name = |text| LabelName::parse(text).expect("a name");
        let (vip, gold) = (name("vip"), name("gold"));
        let mut filter = json!({"all": [
            {"not": {"field": "label", "op": "has", "value": " VIP "}},
            {"field": "label", "op": "has", "value": "vip2"},
            {"field": "custom_attributes.label", "op": "eq", "value": "vip"},
            {"field": "subject", "op": "contains", "value": "vip"},
        ]});
        assert!(rename(&mut filter, &vip, &gold));
        let expected = json!({"all": [
            {"not": {"field": "label", "op": "has", "value": "gold"}},
            {"field": "label", "op": "has", "value": "vip2"},
            {"field": "custom_attributes.label", "op": "eq", "value": "vip"},
            {"field": "subject", "op": "contains", "value": "vip"},
        ]});
        assert_eq!(filter, expected);
        assert!(!rename(&mut filter, &vip, &gold));
        let mut actions = json!([
            {"do": "add_labels", "labels": ["a", "vip"]},
            {"do": "remove_labels", "labels": ["vip"]},
            {"do": "note", "body": "vip"},
        ]);
        assert!(rename(&mut actions, &vip, &gold));
        let expected = json!([
            {"do": "add_labels", "labels": ["a", "gold"]},
            {"do": "remove_labels", "labels": ["gold"]},
            {"do": "note", "body": "vip"},
        ]);
        assert_eq!(actions, expected);
    }
}
