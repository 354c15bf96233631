-- The three database roles of Tieout. Run once, as a superuser, before the first migration; running it again is safe.
-- Afterwards give the two that log in a password, and make the owner the owner of the database:
--   alter role tieout_owner login password '...';  alter role tieout_app login password '...';
--   create database tieout owner tieout_owner;
-- and in that database, on PostgreSQL 15 or where somebody else owns it:
--   grant create on schema public to tieout_owner;
do $$
begin
  if not exists (select from pg_roles where rolname = 'tieout_owner') then create role tieout_owner; end if;
  if not exists (select from pg_roles where rolname = 'tieout_app') then create role tieout_app; end if;
  if not exists (select from pg_roles where rolname = 'tieout_sweep') then create role tieout_sweep nologin; end if;
end $$;

-- NOINHERIT: what sweep may do is theirs only inside a transaction that says `set local role`.
alter role tieout_owner nosuperuser nobypassrls noinherit createdb;
alter role tieout_app nosuperuser nobypassrls noinherit nocreatedb nocreaterole;
alter role tieout_sweep nosuperuser nobypassrls noinherit nologin;
grant tieout_sweep to tieout_owner, tieout_app;
