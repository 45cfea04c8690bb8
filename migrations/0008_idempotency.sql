-- Requests that took effect, with the answer they got. Written in the transaction of the effect,
-- so a key is either here with its answer or was never used.

create table idempotency_keys (
  account_id  uuid not null references accounts,
  principal   text not null check (length(principal) between 1 and 100),
  route       text not null check (length(route) between 1 and 400),
  key         app.idempotency_key not null,
  digest      bytea not null check (length(digest) = 32),
  status      smallint not null check (status between 200 and 299),
  etag        text,
  body        bytea not null,
  created_at  timestamptz not null,
  primary key (account_id, principal, route, key)
);
create index idempotency_keys_created on idempotency_keys (account_id, created_at);

-- Holds a key until the end of the transaction and tells what is known of it.
create function app.claim(p_principal text, p_route text, p_key text, p_digest bytea)
returns table (outcome text, status smallint, etag text, body bytea) language plpgsql as $$
begin
  if not pg_try_advisory_xact_lock(
       hashtextextended(concat_ws(chr(1), 'idempotency', app.tenant(), p_principal, p_route, p_key), 0)) then
    return query select 'running', null::smallint, null, null::bytea;
    return;
  end if;
  return query
    select case when k.digest = p_digest then 'replay' else 'reused' end, k.status, k.etag, k.body
    from idempotency_keys k
    where k.account_id = app.tenant() and k.principal = p_principal and k.route = p_route and k.key = p_key;
  if not found then
    return query select 'fresh', null::smallint, null, null::bytea;
  end if;
end
$$;

call app.protect('idempotency_keys');
grant select, insert, delete on idempotency_keys to skybot_app;
grant execute on function app.claim(text, text, text, bytea) to skybot_app;
