"""The PostgreSQL schema, as steps from one version to the next. A step, once released, is never changed.

It is a schema of its own, `kith`, so that it gets on with whatever else is in the database. What turns write is a
function in the database, so that many of them are one round trip and one transaction.
"""

from __future__ import annotations

TABLES = (
    "CREATE TABLE kith.vault (generation integer PRIMARY KEY, sealed bytea NOT NULL)",
    "CREATE TABLE kith.seen (update_id bigint PRIMARY KEY, at float8 NOT NULL)",
    "CREATE INDEX seen_at ON kith.seen (at)",
    "CREATE TABLE kith.set_aside (update_id bigint PRIMARY KEY, at float8 NOT NULL, error text NOT NULL)",
    "CREATE TABLE kith.session (chat bytea PRIMARY KEY, sealed bytea NOT NULL, updated_at float8 NOT NULL)",
    "CREATE INDEX session_updated_at ON kith.session (updated_at)",
    """CREATE TABLE kith.outbox (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        channel text NOT NULL, chat bytea NOT NULL, sealed bytea NOT NULL,
        urgent boolean NOT NULL, erases boolean NOT NULL, noted boolean NOT NULL, replaces bigint,
        posted_at float8 NOT NULL, due_at float8 NOT NULL, attempts integer NOT NULL DEFAULT 0, owner bytea
    )""",
    "CREATE INDEX outbox_in_order ON kith.outbox (chat, urgent DESC, id)",
    "CREATE INDEX outbox_by_urgency ON kith.outbox (channel, urgent DESC, id)",
    "CREATE INDEX outbox_due_at ON kith.outbox (channel, due_at)",
    """CREATE TABLE kith.message (
        chat bytea NOT NULL, id bigint NOT NULL, at float8 NOT NULL, doomed boolean NOT NULL DEFAULT false,
        PRIMARY KEY (chat, id)
    )""",
    "CREATE INDEX message_at ON kith.message (at)",
    "CREATE TABLE kith.worker (id bytea PRIMARY KEY, until float8 NOT NULL)",
    """CREATE TABLE kith.job (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind text NOT NULL, chat bytea, sealed bytea NOT NULL,
        due_at float8 NOT NULL, every float8, attempts integer NOT NULL DEFAULT 0, owner bytea
    )""",
    "CREATE UNIQUE INDEX job_of_kith ON kith.job (kind) WHERE chat IS NULL",
    "CREATE INDEX job_due_at ON kith.job (due_at)",
    "CREATE INDEX job_chat ON kith.job (chat) WHERE chat IS NOT NULL",
    # The outbox is emptied as fast as it fills, and sessions change all the time: keep their dead rows few.
    *(
        f"ALTER TABLE kith.{table} SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500)"
        for table in ("session", "outbox", "message")
    ),
)

CLOCK = """CREATE FUNCTION kith.clock() RETURNS float8 LANGUAGE sql VOLATILE AS $$
    SELECT extract(epoch FROM clock_timestamp())::float8
$$"""

NOTE = """CREATE FUNCTION kith.note(whose bytea, ids bigint[], times float8[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO kith.message (chat, id, at) SELECT whose, * FROM unnest(ids, times) ON CONFLICT DO NOTHING
$$"""

POST = """CREATE FUNCTION kith.post(
    by bytea, channel text, whose bytea, now float8,
    sealed bytea[], urgent boolean[], replaces bigint[], erases boolean[]
) RETURNS void LANGUAGE sql AS $$
    INSERT INTO kith.outbox (channel, chat, sealed, urgent, replaces, erases, noted, posted_at, due_at, owner)
    SELECT post.channel, whose, one.sealed, one.urgent, one.replaces, one.erases, true, now, now, by
    FROM unnest(post.sealed, post.urgent, post.replaces, post.erases)
        WITH ORDINALITY AS one (sealed, urgent, replaces, erases, place)
    ORDER BY place
$$"""

FORGET = """CREATE FUNCTION kith.forget(whose bytea, erasures boolean) RETURNS void LANGUAGE sql AS $$
    DELETE FROM kith.session WHERE chat = whose;
    DELETE FROM kith.job WHERE chat = whose;
    DELETE FROM kith.outbox WHERE chat = whose AND (erasures OR NOT erases);
    DELETE FROM kith.message WHERE chat = whose AND (erasures OR NOT doomed);
$$"""

BE_FIRST = """CREATE FUNCTION kith.be_first(
    whose bytea, now float8, number bigint, before bytea, after bytea
) RETURNS boolean LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    -- The row of the session comes first: whoever changes it holds it until the commit, and whoever comes second finds
    -- it changed. So the numbers in the outbox follow the order of the turns in each chat.
    IF be_first.before IS NULL AND be_first.after IS NULL THEN
        PERFORM FROM kith.session WHERE chat = be_first.whose;
        IF FOUND THEN RETURN false; END IF;
    ELSIF be_first.before IS NULL THEN
        INSERT INTO kith.session VALUES (be_first.whose, be_first.after, be_first.now) ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN RETURN false; END IF;
    ELSIF be_first.after IS NULL THEN
        DELETE FROM kith.session WHERE chat = be_first.whose AND sealed = be_first.before;
        IF NOT FOUND THEN RETURN false; END IF;
    ELSE
        UPDATE kith.session SET sealed = be_first.after, updated_at = be_first.now
        WHERE chat = be_first.whose AND sealed = be_first.before;
        IF NOT FOUND THEN RETURN false; END IF;
    END IF;
    IF be_first.number IS NOT NULL THEN
        INSERT INTO kith.seen VALUES (be_first.number, be_first.now);
    END IF;
    RETURN true;
EXCEPTION WHEN unique_violation THEN
    -- The update was kept before; the change of the session is taken back with it.
    RETURN false;
END $$"""

KEEP = """CREATE FUNCTION kith.keep(
    by bytea, channels text[], chats bytea[], times float8[], numbers bigint[], befores bytea[], afters bytea[],
    note_of integer[], ids bigint[], note_times float8[],
    post_of integer[], sealed bytea[], urgent boolean[], replaces bigint[], erases boolean[]
) RETURNS boolean[] LANGUAGE plpgsql AS $$
DECLARE
    kept boolean[] := '{}';
    turn integer;
BEGIN
    FOR turn IN 1 .. cardinality(chats) LOOP
        kept[turn] := kith.be_first(chats[turn], times[turn], numbers[turn], befores[turn], afters[turn]);
    END LOOP;
    INSERT INTO kith.message (chat, id, at)
    SELECT chats[one.turn], one.id, one.at FROM unnest(note_of, ids, note_times) AS one (turn, id, at)
    WHERE kept[one.turn] ON CONFLICT DO NOTHING;
    FOR turn IN SELECT one.turn FROM unnest(post_of, keep.erases) AS one (turn, erases)
        WHERE one.erases AND kept[one.turn] LOOP
        UPDATE kith.message SET doomed = true WHERE message.chat = chats[turn];
        DELETE FROM kith.outbox WHERE outbox.chat = chats[turn] AND outbox.erases;
    END LOOP;
    FOR turn IN 1 .. cardinality(chats) LOOP
        IF kept[turn] AND afters[turn] IS NULL THEN
            PERFORM kith.forget(chats[turn], false);
        END IF;
    END LOOP;
    INSERT INTO kith.outbox (channel, chat, sealed, urgent, replaces, erases, noted, posted_at, due_at, owner)
    SELECT channels[one.turn], chats[one.turn], one.sealed, one.urgent, one.replaces, one.erases,
        afters[one.turn] IS NOT NULL, times[one.turn], times[one.turn], by
    FROM unnest(post_of, keep.sealed, keep.urgent, keep.replaces, keep.erases)
        WITH ORDINALITY AS one (turn, sealed, urgent, replaces, erases, place)
    WHERE kept[one.turn] ORDER BY place;
    RETURN kept;
END $$"""

SET_ASIDE = """CREATE FUNCTION kith.set_aside(
    by bytea, channel text, whose bytea, now float8, number bigint, error text,
    sealed bytea[], urgent boolean[], replaces bigint[], erases boolean[], ids bigint[], times float8[]
) RETURNS void LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    IF set_aside.number IS NOT NULL THEN
        INSERT INTO kith.seen VALUES (set_aside.number, set_aside.now) ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN RETURN; END IF;
        INSERT INTO kith.set_aside VALUES (set_aside.number, set_aside.now, set_aside.error) ON CONFLICT DO NOTHING;
    END IF;
    PERFORM kith.note(set_aside.whose, set_aside.ids, set_aside.times);
    PERFORM kith.post(set_aside.by, set_aside.channel, set_aside.whose, set_aside.now,
        set_aside.sealed, set_aside.urgent, set_aside.replaces, set_aside.erases);
END $$"""

ARRIVED = """CREATE FUNCTION kith.arrived(
    gone bigint[], numbers bigint[], chats bytea[], ids bigint[], times float8[],
    erased_numbers bigint[], erased_chats bytea[]
) RETURNS void LANGUAGE sql AS $$
    INSERT INTO kith.message (chat, id, at, doomed)
    SELECT waited.chat, new.id, new.at, false
    FROM unnest(numbers, ids, times) AS new (number, id, at)
    JOIN kith.outbox AS waited ON waited.id = new.number AND waited.noted
    UNION ALL
    SELECT new.chat, new.id, new.at, true
    FROM unnest(numbers, chats, ids, times) AS new (number, chat, id, at)
    WHERE NOT EXISTS (SELECT FROM kith.outbox WHERE outbox.id = new.number)
      AND EXISTS (SELECT FROM kith.outbox WHERE outbox.chat = new.chat AND erases)
    ON CONFLICT DO NOTHING;
    DELETE FROM kith.message USING unnest(erased_numbers, erased_chats) AS done (number, chat)
    WHERE message.chat = done.chat AND doomed AND EXISTS (SELECT FROM kith.outbox WHERE outbox.id = done.number);
    DELETE FROM kith.outbox WHERE id = ANY (gone);
$$"""

FINISH = """CREATE FUNCTION kith.finish(
    number bigint, again float8, by bytea, channel text, whose bytea, now float8,
    sealed bytea[], urgent boolean[], replaces bigint[], erases boolean[]
) RETURNS boolean LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    IF finish.again IS NULL THEN
        DELETE FROM kith.job WHERE id = finish.number AND owner = finish.by;
    ELSE
        UPDATE kith.job SET due_at = finish.again, attempts = 0, owner = NULL
        WHERE id = finish.number AND owner = finish.by;
    END IF;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM kith.post(finish.by, finish.channel, finish.whose, finish.now,
        finish.sealed, finish.urgent, finish.replaces, finish.erases);
    RETURN true;
END $$"""

STEPS: tuple[tuple[str, ...], ...] = ((*TABLES, CLOCK, NOTE, POST, FORGET, BE_FIRST, KEEP, SET_ASIDE, ARRIVED, FINISH),)

VERSION = len(STEPS)
