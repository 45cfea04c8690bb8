-- What contacts write, taken in once: which conversation it goes to, and which messages came before.

create domain app.reopen_policy as text check (value in ('reopen', 'new', 'reopen_within'));
create domain app.reopen_hours as int check (value between 1 and 8760);

alter table inboxes
  -- What a message of the contact of a resolved conversation does.
  add column reopen_policy app.reopen_policy not null default 'reopen',
  add column reopen_within_hours app.reopen_hours,
  add constraint reopening check ((reopen_policy = 'reopen_within') = (reopen_within_hours is not null));

-- One row a message that a channel brought in, for ever: it outlives the message, so that nothing is
-- taken in a second time.
create table received_messages (
  account_id   uuid not null,
  inbox_id     uuid not null,
  external_id  app.external_id not null,
  message_id   uuid not null,
  primary key (account_id, inbox_id, external_id),
  foreign key (account_id, inbox_id) references inboxes on delete cascade
);

-- Keeps other deliveries away from these identities until the end of the transaction, so that two
-- first messages of one contact make one contact. In one order, whoever names them.
create function app.hold_identities(p_kinds text[], p_values text[]) returns void language plpgsql as $$
declare
  v_lock bigint;
begin
  for v_lock in
    select distinct hashtextextended(concat_ws(chr(1), 'identity', app.tenant(), i.kind, app.identity_key(i.kind, i.value)), 0)
    from unnest(p_kinds, p_values) i (kind, value) order by 1
  loop
    perform pg_advisory_xact_lock(v_lock);
  end loop;
end
$$;

call app.protect('received_messages');
grant select, insert on received_messages to skybot_app;
grant execute on function app.hold_identities(text[], text[]) to skybot_app;
