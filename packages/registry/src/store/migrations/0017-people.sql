-- People who sign in with a passkey (decision 0030).

-- A person has no token. The same in 0016.
alter table device alter column token_hash drop not null;

-- A person at a venue is a device without a token: what it records and changes has its id, and it has a role. It is revoked
-- as a device is.
create table person (
  venue_id    text not null,
  id          text not null,
  created_at  timestamptz not null,
  -- The person who invited it. Null: a command of the operator.
  created_by  text,
  primary key (id, venue_id),
  foreign key (id, venue_id) references device (id, venue_id)
);

create table passkey (
  venue_id    text not null,
  -- The id that the authenticator chose, and its public key (COSE). Both base64url.
  id          text not null,
  person_id   text not null,
  public_key  text not null,
  -- How often it was used, if the authenticator counts. A lower number is a copy.
  counter     bigint not null,
  created_at  timestamptz not null,
  used_at     timestamptz,
  primary key (id, venue_id),
  foreign key (person_id, venue_id) references person (id, venue_id)
);
create index passkey_of_person on passkey (person_id);

-- A one-time code with which a person adds a passkey: an invitation, or the recovery code for a lost one.
create table passkey_code (
  venue_id    text not null,
  -- The SHA-256 of the code, which has a hundred random bits.
  code_hash   text not null check (code_hash ~ '^[0-9a-f]{64}$'),
  person_id   text not null,
  -- Null: the recovery code, until it is used.
  expires_at  timestamptz,
  primary key (code_hash, venue_id),
  foreign key (person_id, venue_id) references person (id, venue_id)
);
create index passkey_code_of_person on passkey_code (person_id);

create table session (
  venue_id    text not null,
  token_hash  text not null check (token_hash ~ '^[0-9a-f]{64}$'),
  person_id   text not null,
  created_at  timestamptz not null,
  -- Later with each use, until the end of the longest session.
  expires_at  timestamptz not null,
  primary key (token_hash, venue_id),
  foreign key (person_id, venue_id) references person (id, venue_id)
);
create index session_of_person on session (person_id);

-- Challenges that were sent and not used.
create table sign_in_challenge (
  challenge   text primary key,
  expires_at  timestamptz not null
);
create index sign_in_challenge_by_end on sign_in_challenge (expires_at);
