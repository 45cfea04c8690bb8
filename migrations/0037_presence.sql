-- What is kept of who is there, when nobody holds it in memory: written when somebody says to be busy, when
-- somebody has gone, and once a minute. Never with a heartbeat.
create table presence (
  account_id    uuid not null,
  user_id       uuid not null,
  busy          boolean not null default false,
  last_seen_at  timestamptz,
  primary key (account_id, user_id),
  foreign key (account_id, user_id) references memberships on delete cascade
) with (fillfactor = 80);

call app.protect('presence');
grant select, insert, update on presence to skybot_app;
