-- The states of a device, and the proofs of its key.

-- Returns active, frozen, revoked or lost.
create function state_of(p_device device) returns text language sql stable as $$
  select case when p_device.revoked_at is not null then case when p_device.is_lost then 'lost' else 'revoked' end
    when p_device.frozen_at is not null then 'frozen' else 'active' end
$$;

-- Fails with the state of a device that is not active, or, with `p_show`, if a device may not record for that show. None of
-- them changes its state until the transaction ends: so nothing is recorded once stop_device has returned.
create function require_active(p_devices text[], p_show text) returns void language plpgsql as $$
declare
  stopped text;
begin
  perform pg_advisory_xact_lock_shared(538010423, lock) from (
    select distinct hashtext(id) as lock from unnest(p_devices) as id order by lock
  ) as locks;
  select coalesce(nullif(state_of(device), 'active'), 'not-assigned') into stopped from device
  where id = any (p_devices) and (state_of(device) <> 'active' or p_show <> all (show_ids)) limit 1;
  if found then raise '%', stopped using errcode = 'KK002'; end if;
end $$;

-- Waits until no transaction records for a device, and lets none begin until this one ends. Call it before a change of the
-- device's state or shows.
create function lock_device(p_device text) returns void language sql as $$
  select pg_advisory_xact_lock(538010423, hashtext(p_device))
$$;

-- Returns the device of an access token that is bound to a key, and uses a proof. `is_fresh` is false if the proof was used
-- before, by whatever process. No row if the token is unknown or expired, or not of this key.
create function use_proof(p_token_hash text, p_key text, p_jti text, p_until timestamptz, p_at timestamptz)
returns table (device_id text, is_fresh boolean) language sql as $$
  with its as (
    select device.id, device.venue_id from access_token join device on device.id = access_token.device_id
    where access_token.token_hash = p_token_hash and access_token.expires_at > p_at and device.key_thumbprint = p_key
  ), used as (
    insert into used_proof (venue_id, device_id, jti, until) select venue_id, id, p_jti, p_until from its
    on conflict do nothing returning jti
  )
  select its.id, exists (select from used) from its
$$;
