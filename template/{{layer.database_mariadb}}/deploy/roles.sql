-- What the service's own user may do in the database: read and change rows, and nothing else.
-- An administrator runs this, each time before the migrations: it changes nothing twice.
CREATE USER IF NOT EXISTS app@'%' ACCOUNT LOCK; -- until it has a password
GRANT SELECT, INSERT, UPDATE, DELETE ON app.* TO app@'%';
