//! The Rust client of the contract: everything through its typed calls, once.

use std::time::Duration;

use skybot_client::{ClientError, all, wire};
use skybot_tests::{App, PASSWORD, fresh_id};

#[tokio::test(flavor = "multi_thread")]
async fn a_day_with_the_client() {
    let app = App::start().await;
    let owner = app.tenant_named("Acme").await;
    let client = app.server.client();
    assert!(matches!(client.me().await, Err(ClientError::Problem { .. })));
    let me = client.login(&owner.email, PASSWORD).await.unwrap();
    assert_eq!((client.me().await.unwrap(), me.user_id), (me.clone(), owner.user_id));
    assert_eq!(client.account().await.unwrap().name, "Acme");

    let inbox = wire::CreateInbox { name: "Support".to_owned(), channel: wire::Channel::Api, delivery: None };
    let inbox = client.create_inbox(&inbox).await.unwrap();
    let rename = wire::PatchInbox { name: Some("Help".to_owned()), ..wire::PatchInbox::default() };
    assert_eq!(client.patch_inbox(inbox.id, &rename, inbox.version).await.unwrap().name, "Help");
    let stale = client.patch_inbox(inbox.id, &rename, inbox.version).await.unwrap_err();
    assert_eq!(stale.code(), Some("VERSION_CONFLICT"));
    client.add_inbox_member(inbox.id, me.user_id).await.unwrap();
    assert_eq!(client.inbox_members(inbox.id, &wire::PageQuery::default()).await.unwrap().items.len(), 1);
    client.remove_inbox_member(inbox.id, me.user_id).await.unwrap();

    let contact =
        wire::CreateContact { name: "Bea".to_owned(), email: Some("bea@example.com".to_owned()), ..Default::default() };
    let contact = client.create_contact(&contact).await.unwrap();
    let patch = wire::PatchContact { email: Some(None), ..Default::default() };
    assert_eq!(client.patch_contact(contact.id, &patch, contact.version).await.unwrap().email, None);
    assert_eq!(client.contact(contact.id).await.unwrap().name, "Bea");
    for number in 0..5 {
        let one = wire::CreateContact { name: format!("Contact {number}"), ..Default::default() };
        client.create_contact(&one).await.unwrap();
    }
    let contacts = all(async |cursor| {
        client.contacts(&wire::ContactsQuery { limit: Some(2), cursor, ..Default::default() }).await
    });
    assert_eq!(contacts.await.unwrap().len(), 6);

    let label = wire::CreateLabel { name: "a b".to_owned(), color: "#1f6feb".to_owned() };
    let invalid = client.create_label(&label).await.unwrap_err();
    let ClientError::Problem { problem, .. } = &invalid else { panic!("{invalid}") };
    assert_eq!((problem.errors[0].pointer.as_str(), &*problem.errors[0].code), ("/name", "INVALID_LABEL"));
    let label = wire::CreateLabel { name: "très/chaud".replace('/', ":"), color: "#1f6feb".to_owned() };
    let label = client.create_label(&label).await.unwrap();

    let opening = wire::CreateConversation {
        inbox_id: inbox.id,
        contact_id: Some(contact.id),
        contact: None,
        subject: Some("Parcel".to_owned()),
        message: Some(wire::FirstMessage { kind: wire::PostKind::Text, body: "Hello".to_owned() }),
    };
    let conversation = client.create_conversation(&opening).await.unwrap();
    let id = conversation.id;
    assert_eq!(client.add_label(id, &label.name).await.unwrap().labels, std::slice::from_ref(&label.name));
    assert_eq!(client.remove_label(id, &label.name).await.unwrap().labels, [""; 0]);
    assert_eq!(client.add_participant(id, me.user_id).await.unwrap().participant_count, 1);
    assert_eq!(client.remove_participant(id, me.user_id).await.unwrap().participant_count, 0);
    assert_eq!(client.mute(id, &wire::MuteConversation::default()).await.unwrap().muted, Some(true));
    assert_eq!(client.unmute(id).await.unwrap().muted, Some(false));
    let team = client.create_team(&wire::CreateTeam { name: "Billing".to_owned() }).await.unwrap();
    let assignment = wire::AssignConversation { user_id: Some(Some(me.user_id)), team_id: Some(Some(team.id)) };
    assert_eq!(client.assign(id, &assignment).await.unwrap().team_id, Some(team.id));
    let now = client.conversation(id).await.unwrap();
    let patch = wire::PatchConversation { priority: Some(wire::Priority::High), ..Default::default() };
    assert_eq!(client.patch_conversation(id, &patch, now.version).await.unwrap().priority, wire::Priority::High);

    let key = fresh_id().to_string();
    let hello = wire::PostMessage {
        kind: wire::PostKind::Text,
        body: "marmalade".to_owned(),
        mentions: Vec::new(),
        attachment_ids: Vec::new(),
        reply_to_id: None,
        client_id: None,
    };
    let said = client.post_message(id, &hello, Some(&key)).await.unwrap();
    let again = client.deliver_message(id, &hello, &key, Duration::from_secs(5)).await.unwrap();
    assert_eq!((said.seq, &again), (2, &said));
    assert_eq!(client.message(said.id).await.unwrap(), said);
    let page = client.messages(id, &wire::MessagesQuery { after: Some(1), ..Default::default() }).await.unwrap();
    assert_eq!(page.items, [said]);
    assert_eq!(client.mark_read(id, 2).await.unwrap().seq, 2);
    assert_eq!(client.readers(id, &wire::PageQuery::default()).await.unwrap().items.len(), 1);
    assert_eq!(client.mark_unread(id, 2).await.unwrap().seq, 1);

    let resolve = wire::ChangeStatus { status: wire::Status::Resolved, snoozed_until: None, wake_on_reply: None };
    assert_eq!(client.change_status(id, &resolve).await.unwrap().status, wire::Status::Resolved);
    let query = wire::ConversationsQuery {
        status: vec![wire::Status::Resolved, wire::Status::Pending],
        assignee: Some(wire::AssigneeFilter::Me),
        sort: Some(wire::Sort::Created),
        ..Default::default()
    };
    assert_eq!(client.conversations(&query).await.unwrap().items.len(), 1);
    assert_eq!(client.conversation_counts().await.unwrap().resolved, 1);
    let search = wire::SearchQuery { q: "\"marmalade\" marm*".to_owned(), kind: None, limit: None, cursor: None };
    assert_eq!(client.search(&search).await.unwrap().items.len(), 1);
    let events = client.events(&wire::EventsQuery { after: Some(0), limit: Some(100), wait: Some(0) }).await.unwrap();
    assert_eq!(events.head, events.items.last().unwrap().pos);
    assert_eq!(client.members(&wire::DirectoryQuery::default()).await.unwrap().items.len(), 1);
    assert_eq!(client.labels(&wire::PageQuery::default()).await.unwrap().items.len(), 1);
    client.delete_label(label.id).await.unwrap();
    let busy = client.delete_inbox(inbox.id).await.unwrap_err();
    assert_eq!(busy.code(), Some("RESOURCE_IN_USE"));
    assert!(!busy.is_temporary());

    client.refresh().await.unwrap();
    client.me().await.unwrap();
    client.logout().await.unwrap();
    assert_eq!(client.me().await.unwrap_err().code(), Some("UNAUTHENTICATED"));
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_delivered_in_spite_of_a_restart() {
    let mut app = App::start().await;
    let ana = app.tenant().await;
    let conversation = ana.conversation().await;
    let conversation = uuid::Uuid::try_parse(skybot_tests::id(&conversation)).unwrap();
    let client = ana.client().clone();
    app.kill9().await;
    let hello = wire::PostMessage {
        kind: wire::PostKind::Text,
        body: "Hello".to_owned(),
        mentions: Vec::new(),
        attachment_ids: Vec::new(),
        reply_to_id: None,
        client_id: None,
    };
    let nobody = client.deliver_message(conversation, &hello, "k", Duration::from_millis(300)).await.unwrap_err();
    assert!(matches!(nobody, ClientError::Transport(_)) && nobody.is_temporary(), "{nobody}");
    assert!(!format!("{nobody:?} {nobody} {client:?}").contains("Bearer"), "nothing tells the token");
}
