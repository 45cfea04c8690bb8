-- Changes to many conversations at once. Which ones is fixed when a batch is made; each has a row, which
-- says what was done to it in the transaction that did it.

create domain app.batch_outcome as text check (value ~ '^[A-Z]+(_[A-Z]+)*$' and length(value) <= 60);

create table batches (
  account_id   uuid not null references accounts,
  id           uuid not null,
  -- Who asked for it, with what the credential allowed, and from where. What the member may do and
  -- see is looked up when it is done.
  user_id      uuid not null,
  permissions  text[] not null,
  impersonator text check (length(impersonator) <= 120),
  ip           text check (length(ip) <= 45),
  user_agent   text check (length(user_agent) <= 255),
  request_id   text check (length(request_id) <= 128),
  action       jsonb not null check (jsonb_typeof(action) = 'object'),
  undo_of      uuid,
  total        app.count not null default 0,
  done         app.count not null default 0,
  skipped      app.count not null default 0,
  created_at   timestamptz not null,
  started_at   timestamptz,
  finished_at  timestamptz,
  constraint progress check (done + skipped <= total and (finished_at is null or done + skipped = total)),
  primary key (account_id, id),
  foreign key (account_id, user_id) references memberships (account_id, user_id),
  foreign key (account_id, undo_of) references batches on delete cascade
) with (fillfactor = 80);
-- A batch is undone once.
create unique index batches_undo on batches (account_id, undo_of) where undo_of is not null;
create index batches_finished on batches (account_id, finished_at) where finished_at is not null;

create table batch_items (
  account_id       uuid not null,
  batch_id         uuid not null,
  -- No foreign key: it may be gone, or never have been.
  conversation_id  uuid not null,
  -- Null while nothing was done; DONE, or why it was left.
  outcome          app.batch_outcome,
  -- What was changed, from what, to what; in an undo that is not done yet, what is to be undone.
  before           jsonb,
  after            jsonb,
  constraint change check ((before is null) = (after is null)),
  primary key (account_id, batch_id, conversation_id),
  foreign key (account_id, batch_id) references batches on delete cascade
) with (fillfactor = 80);
create index batch_items_open on batch_items (account_id, batch_id, conversation_id) where outcome is null;

call app.protect('batches');
call app.protect('batch_items');
grant select, insert, update, delete on batches, batch_items to skybot_app;
