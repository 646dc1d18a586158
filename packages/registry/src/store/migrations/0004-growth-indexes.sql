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
