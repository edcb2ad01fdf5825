"""What the PostgreSQL store asks and tells its database. $1 is this process, $2 the lease, where it matters whose."""

from bot.storage.rows import JOB_COLUMNS, PARCEL, first_in_its_chat

OURS_TO_TAKE = """
(first.owner = $1 OR NOT EXISTS (
    SELECT FROM kith.worker
    WHERE worker.id = first.owner AND worker.until BETWEEN kith.clock() AND kith.clock() + 2 * $2))
"""
"""It is ours, or its process shows no life. The lease goes by the database's clock, which all machines share."""

FIRST = first_in_its_chat("kith.outbox")

BEGUN = """
SELECT EXISTS (SELECT FROM kith.seen WHERE seen.update_id = one.update_id), sealed, updated_at
FROM unnest($1::bigint[], $2::bytea[]) WITH ORDINALITY AS one (update_id, name, place)
LEFT JOIN kith.session ON chat = name ORDER BY place
"""

KEEP = "SELECT kith.keep($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"

DUE = f"""
SELECT {PARCEL}, owner FROM kith.outbox AS first
WHERE channel = $3 AND (due_at <= $4 OR posted_at > $4) AND {FIRST} AND {OURS_TO_TAKE} ORDER BY urgent DESC, id LIMIT $5
"""

PUT_OFF = "UPDATE kith.outbox SET due_at = $2, attempts = $3, posted_at = least(posted_at, $4) WHERE id = $1"

CLAIM = f"""
UPDATE kith.outbox SET owner = $1 WHERE id IN (
    SELECT id FROM kith.outbox AS first WHERE id = ANY ($3::bigint[]) AND {OURS_TO_TAKE} FOR UPDATE SKIP LOCKED)
RETURNING id
"""

FIRST_DUE = f"""
SELECT due_at FROM kith.outbox AS first WHERE channel = $3 AND {{}} AND {FIRST} ORDER BY due_at LIMIT 1
"""

OTHERS_LIVE = """
EXISTS (SELECT FROM kith.worker WHERE id <> $1 AND until BETWEEN kith.clock() AND kith.clock() + 2 * $2)
"""

NEXT_DUE = f"""
SELECT ({FIRST_DUE.format(OURS_TO_TAKE)}), ({FIRST_DUE.format(f"{OTHERS_LIVE} AND NOT {OURS_TO_TAKE}")})
"""

CLAIM_JOBS = f"""
UPDATE kith.job SET owner = $1 WHERE id IN (
    SELECT id FROM kith.job AS first WHERE (due_at <= $3 OR due_at > $3 + every) AND {OURS_TO_TAKE}
    ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED)
RETURNING {JOB_COLUMNS}
"""
"""A job that comes again and lies further off than it ever may: the clock was put back."""

SCHEDULE = """
INSERT INTO kith.job (kind, chat, sealed, due_at, every) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (kind) WHERE chat IS NULL DO UPDATE SET every = excluded.every RETURNING id
"""

TIDY = """
WITH sessions AS (DELETE FROM kith.session WHERE updated_at <= $1 RETURNING 1),
     seen AS (DELETE FROM kith.seen WHERE at <= $2 RETURNING 1),
     set_aside AS (DELETE FROM kith.set_aside WHERE at <= $3 RETURNING 1),
     messages AS (DELETE FROM kith.message WHERE at <= $4 RETURNING 1),
     workers AS (DELETE FROM kith.worker WHERE until < kith.clock() - $5)
SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM seen)
     + (SELECT count(*) FROM set_aside) + (SELECT count(*) FROM messages)
"""

SHOW_LIFE = """
INSERT INTO kith.worker VALUES ($1, kith.clock() + $2) ON CONFLICT (id) DO UPDATE SET until = excluded.until
"""

OWNS = """
SELECT EXISTS (SELECT FROM kith.outbox WHERE owner = $1) OR EXISTS (SELECT FROM kith.job WHERE owner = $1)
"""

LET_GO = """
WITH outbox AS (UPDATE kith.outbox SET owner = NULL WHERE owner = $1),
     jobs AS (UPDATE kith.job SET owner = NULL WHERE owner = $1)
DELETE FROM kith.worker WHERE id = $1
"""

SET_ASIDE = "SELECT kith.set_aside($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"

TO_ERASE = "SELECT id FROM kith.message WHERE chat = $1 AND doomed AND at > $2 ORDER BY id"

CANCEL = """
DELETE FROM kith.job WHERE chat = $1 AND kind = coalesce($2, kind) AND id = coalesce($3, id) RETURNING id
"""

FINISH = "SELECT kith.finish($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"

PUT_OFF_JOB = "UPDATE kith.job SET due_at = $2, attempts = attempts + 1, owner = NULL WHERE id = $1 AND owner = $3"
