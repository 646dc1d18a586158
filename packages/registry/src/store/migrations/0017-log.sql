-- Who did what when (decision 0030).

-- Of its own, so that a division of the table (decision 0022) continues it.
create sequence log_entry_number;

create table log_entry (
  venue_id    text not null references venue,
  id          bigint not null default nextval('log_entry_number'),
  at          timestamptz not null,
  -- The device or person, and its name and role at that time. Null: a command of the operator.
  actor       text,
  actor_name  text,
  role        text,
  -- The id of an operation of the interface, or a command.
  action      text not null check (action <> ''),
  -- The show, device, person, visit, usage or lease.
  subject     text,
  -- What was asked for. Never a whole card code.
  details     jsonb not null default '{}',
  -- The action with the entry before it was refused, with this code.
  refused     text,
  primary key (id, venue_id)
);
create index log_entry_of_venue on log_entry (venue_id, id);

-- Also binds the owner of the table, who alone may drop it.
create function keep_log() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.at < now() - interval '2 years' then return old; end if;
  end if;
  raise exception 'An entry of the log is never changed, and deleted after two years at the earliest';
end $$;

create trigger keep_entry before update or delete on log_entry for each row execute function keep_log();

create trigger keep_entries before truncate on log_entry execute function keep_log();
