-- What the figures need to know of a usage after its card is erased, and of a visitor who was turned away.

alter table usage
  -- The letters of its card, which say its kind. A voided usage has none.
  add column prefix text,
  -- How the code was entered; null: its sender did not say.
  add column input text,
  -- A device recorded it without the registry's answer.
  add column provisional boolean not null default false;

alter table usage
  add constraint usage_prefix check (prefix ~ '^[A-Z]{1,2}$') not valid,
  add constraint usage_input check (input in ('camera', 'reader', 'typed', 'paper', 'import')) not valid;

-- cap-reached: a device turned the visitor away, because no ticket was left.
do $$
declare
  its text;
begin
  for its in select conname from pg_constraint where contypid = 'void_reason'::regtype loop
    execute format('alter domain void_reason drop constraint %I', its);
  end loop;
end $$;
alter domain void_reason add constraint void_reason_is_known check (
  value in (
    'undone-by-clerk', 'returned', 'duplicate', 'never-answered', 'device-restarted', 'dismissed-by-clerk', 'released',
    'show-cancelled', 'cap-reached'
  )
) not valid;
