-- no transaction
-- Counted usages that a person may have to review: few, so that no one has to read all of a show to find them.

drop index concurrently if exists usage_to_review;

create index concurrently usage_to_review on usage (show_id)
  where state = 'counted' and flags && '{not-a-card,old-card,card-unregistered,date-unsure}';
