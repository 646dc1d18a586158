-- no transaction
-- What keeps requests as fast in a country's registry as in a town's.

drop index concurrently if exists show_per_day;

create index concurrently show_per_day on show (venue_id) where admission = 'per-day';

drop index concurrently if exists lease_of_show;

create index concurrently lease_of_show on lease (show_id);

-- Lists of visits, and refusals by time.
drop index concurrently if exists visit_of_show;

create index concurrently visit_of_show on visit (show_id, recorded_at, id);

drop index concurrently if exists visit_refused;

-- When a device hands its leases over.
drop index concurrently if exists lease_of_device;

create index concurrently lease_of_device on lease (device_id) where state = 'open';

drop index concurrently if exists unknown_code_by_time;

create index concurrently unknown_code_by_time on unknown_code (at);
