-- Who changed what. Written by the database in the transaction of the change, so that no writer
-- can forget it; the server can add rows and read them, never change or delete them.

create table audit_log (
  account_id    uuid not null references accounts,
  id            bigint generated always as identity,
  at            timestamptz not null default clock_timestamp(),
  actor_type    app.actor_type not null,
  actor_id      uuid,
  request_id    text,
  action        text not null check (action in ('insert', 'update', 'delete')),
  subject_type  text not null,
  subject_id    text not null,
  before        jsonb,
  after         jsonb,
  primary key (account_id, id)
);
create index audit_log_subject on audit_log (account_id, subject_type, subject_id, id);

-- Notes a change; of an update only the columns that differ. The arguments name the columns that
-- together are the subject's id.
create function app.audit() returns trigger language plpgsql as $$
declare
  v_before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  v_after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  v_row jsonb := coalesce(v_after, v_before);
  v_kept jsonb := v_before;
begin
  if tg_op = 'UPDATE' then
    select jsonb_object_agg(key, v_before -> key), jsonb_object_agg(key, v_after -> key) into v_kept, v_after
    from jsonb_object_keys(v_after) key
    where v_before -> key is distinct from v_after -> key
      and key not in ('version', 'updated_at', 'search_text', 'message_count', 'inbound_count', 'last_activity_at');
    if v_after is null then
      return null;
    end if;
  else
    v_kept := v_kept - 'search_text';
    v_after := v_after - 'search_text';
  end if;
  insert into audit_log (account_id, actor_type, actor_id, request_id, action, subject_type, subject_id, before, after)
  values ((v_row ->> 'account_id')::uuid,
          coalesce(nullif(current_setting('app.actor', true), ''), 'system'), app.user_id(),
          nullif(current_setting('app.request_id', true), ''),
          lower(tg_op), tg_table_name,
          (select string_agg(v_row ->> argument, '/') from unnest(tg_argv) argument), v_kept, v_after);
  return null;
end
$$;

create trigger audit after insert or update or delete on memberships
  for each row execute function app.audit('user_id');
create trigger audit after insert or update or delete on teams
  for each row execute function app.audit('id');
create trigger audit after insert or delete on team_members
  for each row execute function app.audit('team_id', 'user_id');
create trigger audit after insert or update or delete on inboxes
  for each row execute function app.audit('id');
create trigger audit after insert or delete on inbox_members
  for each row execute function app.audit('inbox_id', 'user_id');
create trigger audit after insert or update or delete on labels
  for each row execute function app.audit('id');
create trigger audit after update or delete on contacts
  for each row execute function app.audit('id');
create trigger audit after insert or delete on conversation_labels
  for each row execute function app.audit('conversation_id', 'label_id');
-- Messages move a conversation's counters; only what somebody decided is noted.
create trigger audit after update on conversations
  for each row when ((old.status, old.snoozed_until, old.priority, old.subject, old.assignee_id, old.team_id,
                      old.inbox_id, old.custom_attributes)
                     is distinct from
                     (new.status, new.snoozed_until, new.priority, new.subject, new.assignee_id, new.team_id,
                      new.inbox_id, new.custom_attributes))
  execute function app.audit('id');

call app.protect('audit_log');
grant select, insert on audit_log to skybot_app;
