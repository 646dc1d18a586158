-- What a device may do, to whom a journal belongs, and how unknown codes slow a device down. `device.stopped_at` and
-- `miss` are unused since. Processes of version 0001 still use them, so a later migration drops them.

-- record: visits at the door. manage: shows, leases and visits of other devices. export: what leaves the registry in bulk.
-- administer: devices.
alter table device
  add column scopes text[] not null default '{record}'
    check (cardinality(scopes) > 0 and scopes <@ '{record,manage,export,administer}'),
  -- It has sent many codes of no card. Until then the registry looks at no code that it sends.
  add column slowed_until timestamptz;

-- For the list of a venue's devices, and for handing journals over.
create index device_of_venue on device (venue_id, name, id);
create index journal_of_device on journal (device_id);

-- Different codes of no card that a device has sent within a day, however it sent them.
create table unknown_code (
  device_id  text not null references device,
  code       text not null,
  at         timestamptz not null,
  primary key (device_id, code)
);

-- Devices that have imported entries of another device's journal. They may void what was recorded through it.
create table adoption (
  journal_id  uuid not null references journal,
  device_id   text not null references device,
  primary key (journal_id, device_id)
);
