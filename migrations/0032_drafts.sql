-- What a member has begun to write in a conversation and not sent. Nobody else ever sees it: not in the
-- log either, where its events name their one reader.

create domain app.written_kind as text check (value in ('text', 'note'));

create table drafts (
  account_id       uuid not null,
  user_id          uuid not null,
  conversation_id  uuid not null,
  kind             app.written_kind not null,
  body             app.body not null,
  reply_to_id      uuid,
  version          app.ordinal not null default 1,
  updated_at       timestamptz not null,
  primary key (account_id, conversation_id, user_id),
  foreign key (account_id, user_id) references memberships,
  foreign key (account_id, conversation_id) references conversations on delete cascade,
  foreign key (account_id, reply_to_id) references messages (account_id, id) on delete set null (reply_to_id)
);
create index drafts_newest on drafts (account_id, user_id, updated_at desc, conversation_id desc);
-- For messages that go.
create index drafts_reply_to on drafts (account_id, reply_to_id) where reply_to_id is not null;

call app.protect('drafts');
grant select, insert, update, delete on drafts to skybot_app;
