-- Which files an inbox takes. Nothing said: what the server takes.

create domain app.media_patterns as text[] check (
  cardinality(value) <= 50
  and array_to_string(value, ',', '') ~ '^([a-z0-9.+-]+/([a-z0-9.+-]+|\*)|\*/\*)?(,([a-z0-9.+-]+/([a-z0-9.+-]+|\*)|\*/\*))*$');

alter table inboxes
  add column attachment_max_bytes app.ordinal,
  add column attachment_types app.media_patterns not null default '{}';
