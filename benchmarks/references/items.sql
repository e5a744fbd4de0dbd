-- What the references serve: 10,000 items of one owner, with the columns and the index that the
-- rendered service has for its notes.
CREATE TABLE items (
    id uuid PRIMARY KEY,
    owner_id uuid NOT NULL,
    title varchar(200) NOT NULL,
    text text NOT NULL,
    reference varchar(100),
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO items (id, owner_id, title, text, created_at)
SELECT gen_random_uuid(), '00000000-0000-0000-0000-000000000000', 'Item ' || n,
       'What item number ' || n || ' says', now() - n * interval '1 minute'
FROM generate_series(1, 10000) n;
CREATE INDEX items_page ON items (owner_id, created_at, id);
CREATE TABLE users (
    id uuid PRIMARY KEY,
    email varchar(200) NOT NULL UNIQUE,
    is_active boolean NOT NULL DEFAULT true
);
INSERT INTO users (id, email)
VALUES ('00000000-0000-0000-0000-000000000000', 'owner@example.com');
VACUUM ANALYZE;
