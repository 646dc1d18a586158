-- no transaction

alter table usage validate constraint usage_prefix;

alter table usage validate constraint usage_input;

alter domain void_reason validate constraint void_reason_is_known;

-- The kinds of the cards from before, in batches of pages.
do $$
declare
  page bigint := 0;
  pages bigint := (select coalesce(sum(pg_relation_size(relid)), 0) / current_setting('block_size')::integer
    from pg_partition_tree('usage'::regclass) where isleaf);
begin
  while page <= pages loop
    perform set_config('lock_timeout', '500ms', true);
    update usage set prefix = substring(card from '^[A-Z]{1,2}')
    where ctid >= format('(%s,0)', page)::tid and ctid < format('(%s,0)', page + 100)::tid
      and card is not null and prefix is null;
    commit;
    page := page + 100;
  end loop;
end $$;

-- The usages of a client at a venue.
drop index concurrently if exists usage_of_client;

create index concurrently usage_of_client on usage (venue_id, card) where state = 'counted' and how <> 'reserved';
