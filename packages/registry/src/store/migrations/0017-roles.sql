-- A device has one role instead of several scopes (decision 0030). Processes before this one still read and write `scopes`,
-- so a trigger keeps the two in step until a later migration drops `scopes`.

alter table device
  add column role text check (role in ('door', 'till', 'broker', 'manager', 'coordinator', 'auditor')),
  drop constraint device_scopes_check;

create function sync_role() returns trigger language plpgsql as $$
begin
  if new.role is null or (tg_op = 'UPDATE' and new.role = old.role and new.scopes <> old.scopes) then
    -- The least role that may do all that the scopes allowed.
    new.role := case
      when exists (select from venue where id = new.venue_id and kind = 'coordinator') then 'coordinator'
      when new.scopes && '{manage,administer}' then 'manager'
      when 'export' = any (new.scopes) or exists (select from venue where id = new.venue_id and kind = 'broker') then 'broker'
      else 'till'
    end;
  end if;
  if tg_op = 'INSERT' or new.role is distinct from old.role then
    -- A process before this one lets an auditor list shows, and a door undo.
    new.scopes := (case new.role
      when 'manager' then '{record,manage,export,administer}'
      when 'broker' then '{record,export}'
      when 'coordinator' then '{export}'
      when 'auditor' then '{}'
      else '{record}'
    end)::text[];
  end if;
  return new;
end $$;

create trigger sync_role before insert or update on device for each row execute function sync_role();

update device set name = name where role is null;

alter table device alter column role set not null;
