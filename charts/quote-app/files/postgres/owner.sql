-- Run once, when the database is made: its owner, whom the application logs in as, is no superuser.
\getenv owner OWNER
\getenv owner_password OWNER_PASSWORD

CREATE ROLE :"owner" LOGIN PASSWORD :'owner_password';
ALTER DATABASE :"DBNAME" OWNER TO :"owner";
