-- The version of the client that last sent something from a journal. A manager sees which device is old.

alter table journal add column version text;
