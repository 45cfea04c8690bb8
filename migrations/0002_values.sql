-- What a value may be, said once for every column that holds it.
--
-- Domains, not CHECK constraints of tables: PostgreSQL parses a table's checks anew in every
-- INSERT and UPDATE, a domain's once in a session. On the messages table that was a third of the
-- cost of a message.

create domain app.name as text check (value ~ '\S' and length(value) <= 120);
create domain app.subject as text check (value ~ '\S' and length(value) <= 250);
create domain app.body as text check (length(value) <= 16384);
create domain app.email as text check (value ~ '^[^@\s]+@[^@\s]+$' and length(value) <= 254);
create domain app.phone as text check (value ~ '^\+[1-9][0-9]{6,14}$');
create domain app.external_id as text check (value ~ '\S' and length(value) <= 255);
create domain app.label as text check (value ~ '^\S+$' and length(value) <= 60 and value = lower(value));
create domain app.color as text check (value ~ '^#[0-9a-f]{6}$');
create domain app.attributes as jsonb check (jsonb_typeof(value) = 'object');

create domain app.count as bigint check (value >= 0);
create domain app.ordinal as bigint check (value > 0);

create domain app.account_status as text check (value in ('active', 'suspended'));
create domain app.role as text check (value in ('owner', 'admin', 'agent', 'viewer', 'bot'));
create domain app.reach as text check (value in ('all', 'inbox', 'team', 'mine'));
create domain app.channel as text check (value in ('api', 'webchat', 'email', 'whatsapp'));
create domain app.identity_kind as text check (value in ('phone', 'email', 'external'));
create domain app.conversation_status as text check (value in ('open', 'pending', 'snoozed', 'resolved'));
create domain app.priority as text check (value in ('low', 'normal', 'high', 'urgent'));
create domain app.message_kind as text check (
  value in ('text', 'note', 'activity', 'media', 'location', 'contacts', 'reaction', 'interactive', 'template',
            'unsupported'));
create domain app.direction as text check (value in ('inbound', 'outbound', 'internal'));
create domain app.actor_type as text check (value in ('contact', 'user', 'bot', 'system'));
create domain app.delivery_status as text check (
  value in ('queued', 'sending', 'sent', 'delivered', 'read', 'failed'));
create domain app.event_type as text check (value ~ '^[a-z]+:[a-z]+$');
create domain app.idempotency_key as text check (length(value) between 1 and 255);
