-- The audit log by who did it, what was done, to what and when, each newest first from an index of its own: no
-- filter reads the whole log of a tenant. Whatever has a time is in its order, the number only breaks ties.

create index audit_log_at on audit_log (account_id, at, id);
create index audit_log_actor on audit_log (account_id, actor_id, at, id);
create index audit_log_action on audit_log (account_id, action, at, id);
create index audit_log_kind on audit_log (account_id, subject_type, at, id);
drop index audit_log_subject;
create index audit_log_subject on audit_log (account_id, subject_id, at, id);
