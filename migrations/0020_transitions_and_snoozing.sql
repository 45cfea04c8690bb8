-- Steps of the state machine as a list that no writer can forget, and snoozing until a time alone.

create domain app.transition_cause as text check (value in ('request', 'message', 'timer'));

create table conversation_transitions (
  account_id       uuid not null,
  conversation_id  uuid not null,
  id               bigint generated always as identity,
  from_status      app.conversation_status not null,
  to_status        app.conversation_status not null,
  cause            app.transition_cause not null,
  actor_type       app.actor_type not null,
  actor_id         uuid,
  at               timestamptz not null default clock_timestamp(),
  primary key (account_id, conversation_id, id),
  foreign key (account_id, conversation_id) references conversations on delete cascade
);

-- Who asks for a step says so (app.set_status); what comes without a cause comes with a message.
create function app.keep_transition() returns trigger language plpgsql as $$
declare
  v_actor constant text := coalesce(nullif(current_setting('app.actor', true), ''), 'system');
begin
  insert into conversation_transitions (account_id, conversation_id, from_status, to_status, cause, actor_type, actor_id)
  values (new.account_id, new.id, old.status, new.status,
          coalesce(nullif(current_setting('app.cause', true), ''), 'message'), v_actor,
          case when v_actor = 'contact' then new.contact_id else app.user_id() end);
  return null;
end
$$;
create trigger keep_transition after update of status on conversations
  for each row when (old.status <> new.status) execute function app.keep_transition();

call app.protect('conversation_transitions');
grant select, insert on conversation_transitions to skybot_app;

-- Whether the contact's next message wakes it; only of one that a time wakes can that be untrue.
alter table conversations
  add column wakes_on_reply boolean not null default true,
  drop constraint counts,
  add constraint counts check (inbound_count <= message_count and (snoozed_until is null or status = 'snoozed')
                               and (wakes_on_reply or snoozed_until is not null));

create function app.set_status(p_id uuid, p_status text, p_until timestamptz, p_wakes boolean, p_cause text)
returns void language plpgsql as $$
begin
  perform set_config('app.cause', p_cause, true);
  update conversations c
  set status = p_status, snoozed_until = p_until, wakes_on_reply = p_wakes, version = c.version + 1
  where c.account_id = app.tenant() and c.id = p_id;
  perform set_config('app.cause', '', true);
end
$$;
grant execute on function app.set_status(uuid, text, timestamptz, boolean, text) to skybot_app;

-- To the appends a conversation that sleeps whatever the contact writes is in a state of its own,
-- "asleep", for which the state machine's answer comes with p_steps as for all others. Nothing else
-- of the two functions changes, so they are not repeated here.
do $$
declare
  v_look constant text := 'c.contact_id, c.status,';
  v_append regprocedure;
  v_text text;
begin
  for v_append in
    select p.oid from pg_proc p
    where p.pronamespace = 'app'::regnamespace and p.proname in ('message_append', 'message_append_one')
  loop
    v_text := pg_get_functiondef(v_append);
    if length(v_text) - length(replace(v_text, v_look, '')) <> length(v_look) then
      raise exception '% does not look at the state once', v_append;
    end if;
    execute replace(v_text, v_look,
      'c.contact_id, case when c.wakes_on_reply then c.status::text else ''asleep'' end as status,');
  end loop;
end
$$;

-- As in 0011, and whether the contact wakes it.
create or replace view app.conversation_view with (security_invoker = true) as
select c.account_id, c.id, c.number::bigint, c.inbox_id, i.channel::text, c.contact_id, t.name::text as contact_name,
       t.phone::text as contact_phone, t.email::text as contact_email, c.status::text, c.snoozed_until,
       c.priority::text, c.subject::text, c.assignee_id, c.team_id,
       (select coalesce(array_agg(l.name::text order by l.name), '{}')
        from conversation_labels cl join labels l on l.account_id = cl.account_id and l.id = cl.label_id
        where cl.account_id = c.account_id and cl.conversation_id = c.id) as labels,
       c.message_count::bigint, c.participant_count::bigint,
       c.inbound_count - coalesce(p.read_inbound, 0) as unread_count,
       case when isfinite(p.muted_until) then p.muted_until end as muted_until,
       p.muted_until is not null and not isfinite(p.muted_until) as muted_forever,
       m.kind::text as last_kind, m.direction::text as last_direction, left(m.body, 140) as last_text,
       m.created_at as last_created_at,
       c.last_activity_at, c.waiting_since, c.first_reply_at, c.custom_attributes::jsonb, c.version::bigint, c.created_at,
       c.wakes_on_reply
from conversations c
join inboxes i on i.account_id = c.account_id and i.id = c.inbox_id
join contacts t on t.account_id = c.account_id and t.id = c.contact_id
left join participants p on p.account_id = c.account_id and p.conversation_id = c.id
                         and p.user_id = (select app.user_id())
left join messages m on m.account_id = c.account_id and m.conversation_id = c.id and m.seq = c.message_count;
