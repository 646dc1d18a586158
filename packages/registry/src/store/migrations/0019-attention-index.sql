-- no transaction
-- What a person may have to see to: few rows, so that no one has to read all of them.

drop index concurrently if exists usage_flagged;

create index concurrently usage_flagged on usage (venue_id, recorded_at)
  where state = 'counted' and not flags <@ '{late,card-not-checked}';

drop index concurrently if exists accounted_rejected;

create index concurrently accounted_rejected on accounted (venue_id) where outcome = 'rejected';
