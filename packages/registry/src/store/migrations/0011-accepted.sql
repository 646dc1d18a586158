-- Who has accepted the day of a usage that was flagged as `date-unsure`, and when.
alter table usage
  add column accepted_by text references device,
  add column accepted_at timestamptz;
