//! Reading lists to their end.

use skybot_wire::Page;

use crate::error::Result;

/// All items of a list: calls `page` with no cursor, then with each page's next one.
///
/// ```no_run
/// # async fn example(client: skybot_client::Client) -> skybot_client::Result<()> {
/// use skybot_client::wire::PageQuery;
///
/// let labels = skybot_client::all(async |cursor| {
///     client.labels(&PageQuery { limit: Some(100), cursor }).await
/// })
/// .await?;
/// # Ok(())
/// # }
/// ```
pub async fn all<T>(mut page: impl AsyncFnMut(Option<String>) -> Result<Page<T>>) -> Result<Vec<T>> {
    let mut items = Vec::new();
    let mut cursor = None;
    loop {
        let next = page(cursor).await?;
        items.extend(next.items);
        cursor = next.next_cursor;
        if cursor.is_none() {
            return Ok(items);
        }
    }
}
