-- no transaction
-- Counts the usages that were recorded before the triggers, one venue after the other.
do $$ declare its record; begin
  for its in select id from venue order by id loop
    perform recount(its.id);
    commit;
  end loop;
end $$;
