-- Devices that are enrolled by a code and prove a key, and devices that a manager freezes or narrows to some shows
-- (decision 0029).

alter table device
  -- Null for an enrolled device, which gets access tokens, and for one that no program acts as.
  alter column token_hash drop not null,
  -- The SHA-256 of the public key of an enrolled device (RFC 7638).
  add column key_thumbprint text unique,
  add column enrolled_at timestamptz,
  -- Nothing is recorded from it until it is let in again.
  add column frozen_at timestamptz,
  -- It was revoked because it is lost.
  add column is_lost boolean not null default false,
  -- The shows that it may record for; null: those of its venue.
  add column show_ids text[];

-- A one-time code that makes a device. Only the SHA-256 of the code is stored.
create table enrolment (
  venue_id    text not null references venue,
  code_hash   text not null check (code_hash ~ '^[0-9a-f]{64}$'),
  created_at  timestamptz not null,
  -- Null: by a command of the operator.
  created_by  text,
  expires_at  timestamptz not null,
  -- A device that gets another key; null: a new device, with what follows.
  device_id   text,
  name        text,
  role        text not null check (role in ('door', 'till', 'broker', 'manager', 'auditor')),
  show_ids    text[],
  used_at     timestamptz,
  primary key (code_hash, venue_id),
  foreign key (created_by, venue_id) references device (id, venue_id),
  foreign key (device_id, venue_id) references device (id, venue_id)
);
create index enrolment_of_venue on enrolment (venue_id, expires_at);

-- The access tokens of enrolled devices. Each lasts some minutes, and is valid only with a proof of the device's key.
create table access_token (
  venue_id    text not null,
  token_hash  text not null check (token_hash ~ '^[0-9a-f]{64}$'),
  device_id   text not null,
  expires_at  timestamptz not null,
  primary key (token_hash, venue_id),
  foreign key (device_id, venue_id) references device (id, venue_id)
);
create index access_token_of_device on access_token (device_id);

-- Proofs that were used, until they are too old to be accepted. Not logged: after a crash of the server a proof of the last
-- minute could be used once more, and no request waits for the disk.
create unlogged table used_proof (
  venue_id   text not null,
  device_id  text not null,
  jti        text not null,
  until      timestamptz not null,
  primary key (device_id, jti, venue_id)
);

-- No program can act as the device that imports for a venue, because it has no token. It is not revoked, because it records.
update device set token_hash = null, revoked_at = null where id = venue_id || '-import';
