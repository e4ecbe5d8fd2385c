-- Run once, when the primary's database is made: who replicates, and who only reads.
\getenv replication_user REPLICATION_USER
\getenv replication_password REPLICATION_PASSWORD
\getenv reader_user READER_USER
\getenv reader_password READER_PASSWORD

CREATE ROLE :"replication_user" LOGIN REPLICATION PASSWORD :'replication_password';

CREATE ROLE :"reader_user" LOGIN PASSWORD :'reader_password' IN ROLE pg_read_all_data;
ALTER ROLE :"reader_user" SET default_transaction_read_only = on;
