-- A database for a farm, and two roles. Run it once, as a superuser of the PostgreSQL server, with psql:
--
--     psql -v ON_ERROR_STOP=1 -f bootstrap.sql
--
-- flamenco_owner  owns the tables; only `flamenco schema apply` works as it.
-- flamenco_server works with the rows; Servers run as it. It can neither make, change nor drop a table.
--
-- No password stands here. Give each role one afterwards, in psql: \password flamenco_owner, \password flamenco_server

CREATE ROLE flamenco_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
CREATE ROLE flamenco_server LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;

CREATE DATABASE flamenco OWNER flamenco_owner TEMPLATE template0 ENCODING 'UTF8';
REVOKE ALL ON DATABASE flamenco FROM PUBLIC;
GRANT CONNECT ON DATABASE flamenco TO flamenco_server;

\connect flamenco

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO flamenco_server;

-- Holds for every table that flamenco_owner makes from now on, with later versions too.
ALTER DEFAULT PRIVILEGES FOR ROLE flamenco_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO flamenco_server;
