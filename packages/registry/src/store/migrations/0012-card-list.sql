-- What the registry makes of a card that its list of cards lacks, and how old the list is. One row.

create table card_list (
  -- unregistered: the list has every card, so the card is refused. not-checked: the card is recorded, and Kaikukanta
  -- checks it at the import.
  others     text not null check (others in ('unregistered', 'not-checked')),
  -- The day of the list that was imported last (in Europe/Helsinki); null: none was.
  listed_on  date
);
create unique index card_list_one on card_list ((true));
insert into card_list (others) values ('unregistered');
