-- Messages that are to be sent at a time to come. A job sends each: the append and the change of its
-- state are one transaction, in which the row is locked, so it is sent once or never.

create domain app.scheduled_state as text check (value in ('pending', 'sent', 'cancelled', 'failed'));

create table scheduled_messages (
  account_id       uuid not null references accounts,
  id               uuid not null,
  conversation_id  uuid not null,
  author_id        uuid not null,
  kind             app.written_kind not null,
  body             app.body not null,
  reply_to_id      uuid,
  send_at          timestamptz not null,
  cancel_on_reply  boolean not null,
  -- What the contact had written when it was made: one more is a reply.
  inbound_count    app.count not null,
  state            app.scheduled_state not null default 'pending',
  -- Why it was cancelled, or why it failed.
  reason           text check (length(reason) between 1 and 60),
  message_id       uuid,
  version          app.ordinal not null default 1,
  created_at       timestamptz not null,
  updated_at       timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, conversation_id) references conversations on delete cascade,
  foreign key (account_id, author_id) references memberships (account_id, user_id),
  foreign key (account_id, reply_to_id) references messages (account_id, id) on delete set null (reply_to_id),
  foreign key (account_id, message_id) references messages (account_id, id) on delete set null (message_id),
  constraint shape check ((reason is null) = (state in ('pending', 'sent')) and (message_id is null or state = 'sent'))
);
create index scheduled_messages_state on scheduled_messages (account_id, state, send_at, id);
create index scheduled_messages_conversation on scheduled_messages (account_id, conversation_id, state, send_at, id);
-- For messages that go.
create index scheduled_messages_reply_to on scheduled_messages (account_id, reply_to_id) where reply_to_id is not null;
create index scheduled_messages_message on scheduled_messages (account_id, message_id) where message_id is not null;

call app.protect('scheduled_messages');
grant select, insert, update on scheduled_messages to skybot_app;
