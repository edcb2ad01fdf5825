"""What is PostgreSQL's own: servers that stop, addresses as platforms give them, migrations at once, bytes on disc."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bot.bench.postgres import USER, Cluster, binaries, cluster
from bot.storage import Chat, Outgoing, Overtaken, StoreDown, store_at
from bot.storage import postgres_statements as sql
from bot.storage.postgres import PostgresStore
from tests.conftest import NO_POOLER, NO_POSTGRES
from tests.storage.databases import (
    ADA,
    BEA,
    KEY,
    NOW,
    bodies,
    everything_it_does,
    keep,
    new_database,
    what_works,
)
from tests.storage.pooler import pgbouncer, pooled


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[Cluster]:
    """A server that may be stopped, and that speaks TLS only, with a certificate that nobody vouches for."""
    if binaries() is None:
        pytest.skip(NO_POSTGRES)
    with cluster(["ssl=on"], prepare=as_heroku_does) as one:
        yield one


async def test_a_server_that_stops_is_said_everywhere_and_found_again(own_cluster: Cluster) -> None:
    async with new_database(own_cluster.address) as database:
        store = database.store()
        await store.migrate()
        await store.open()
        await keep(store, 1, "before")
        async with store.turn(2, ADA, NOW) as turn:
            own_cluster.stop()
            with pytest.raises(StoreDown):
                await turn.commit("{}", [])
        assert await what_works(store) == []
        with pytest.raises(StoreDown, match=r"can't use its PostgreSQL database \(.*\): check that it runs"):
            await database.store().open()
        own_cluster.start()
        assert bodies(await keep(store, 3, "after")) == ["before", "after"]
        assert await what_works(store) == list(everything_it_does(store))
        await store.close()


async def test_connections_that_were_cut_are_replaced_without_a_word(store_on_postgres: PostgresStore) -> None:
    store = store_on_postgres
    await keep(store, 10, "a1")
    await cut_all(store)
    assert bodies(await keep(store, 11, "a2")) == ["a1", "a2"]


async def test_a_database_that_can_only_be_read_is_noticed_by_who_takes_nothing_out(
    store_on_postgres: PostgresStore,
) -> None:
    """Whether Kith is ready is asked this way (see `bot.runtime.health`)."""
    store = store_on_postgres
    await store.sent([])
    await let_it_be_only_read(store, "on")
    with pytest.raises(StoreDown):
        await store.sent([])
    await let_it_be_only_read(store, "off")
    await store.sent([])


async def let_it_be_only_read(store: PostgresStore, only_read: str) -> None:
    """As on a standby, or where a provider's disc is full."""
    db = await asyncpg.connect(store._address)
    try:
        name = await db.fetchval("SELECT current_database()")
        await db.execute("SET default_transaction_read_only = off")
        await db.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = {only_read}")
    finally:
        await db.close()
    await cut_all(store)


async def test_an_answer_that_is_lost_with_its_connection_is_not_given_twice(postgres_server: str) -> None:
    """The turn is kept, and only the word that it is gets lost: beginning it again shows that it was seen."""
    async with new_database(postgres_server) as database, Wire.to(database.address) as wire:
        store = PostgresStore(wire.address, [KEY])
        await store.migrate()
        await store.open()
        # The connection has met every statement before, so that the next answer is the one to the commit.
        await keep(store, 100, chat=BEA)
        async with store.turn(1, ADA, NOW) as turn:
            wire.swallow_next_answer = True
            with pytest.raises(Overtaken):
                await turn.commit("{}", [Outgoing("once")])
        assert not wire.swallow_next_answer
        async with store.turn(1, ADA, NOW) as again:
            assert again.seen
        assert bodies(await store.waiting(ADA)) == ["once"]
        await store.close()


async def test_behind_a_pooler_two_processes_keep_everything(postgres_server: str) -> None:
    """Each transaction may get another connection there, which knows no prepared statement (pgbouncer)."""
    if pgbouncer() is None:
        pytest.skip(NO_POOLER)
    async with new_database(postgres_server) as database:
        with pooled(database.address) as address:
            stores = [PostgresStore(address, [KEY]) for _ in range(2)]
            await asyncio.gather(*(store.migrate() for store in stores))
            for store in stores:
                await store.open()
            chats = [Chat("telegram", str(number)) for number in range(12)]

            async def walk(place: int) -> list[str]:
                store, chat = stores[place % 2], chats[place]
                for turn in range(10):
                    await keep(store, 100 * place + turn, f"m{turn}", chat=chat)
                    await store.due("telegram", NOW, 3)
                    await store.next_due("telegram", NOW)
                return bodies(await store.waiting(chat))

            everything = [f"m{turn}" for turn in range(10)]
            assert await asyncio.gather(*(walk(place) for place in range(12))) == [everything] * 12
            assert await what_works(stores[0]) == list(everything_it_does(stores[0]))
            for store in stores:
                await store.close()


async def test_herokus_address_works_as_it_comes(own_cluster: Cluster) -> None:
    """postgres:// and a certificate that nobody vouches for: encrypted, not verified, as libpq does it."""
    async with new_database(own_cluster.address) as database:
        bare = database.address.replace("postgresql://", "postgres://")
        for address in (bare, f"{bare}?sslmode=require"):
            store = store_at(address, [KEY])
            await store.migrate()
            await store.open()
            await keep(store, None, "x")
            await store.close()
        refused = store_at(f"{bare}?sslmode=disable", [KEY])
        with pytest.raises(StoreDown):
            await refused.migrate()


async def test_migrating_twice_or_at_once_is_safe(postgres_server: str) -> None:
    async with new_database(postgres_server) as database:
        with pytest.raises(StoreDown, match="run kith migrate"):
            await database.store().open()
        await asyncio.gather(*(database.store().migrate() for _ in range(6)))
        await database.store().migrate()
        assert len(await database.rows("vault")) == 2
        await database.execute("UPDATE {0}version SET number = 99")
        for act in (database.store().open, database.store().migrate):
            with pytest.raises(StoreDown, match="newer Kith"):
                await act()


async def test_a_schema_that_the_operator_made_is_enough(postgres_server: str) -> None:
    async with new_database(postgres_server) as database:
        await database.execute(
            "DROP ROLE IF EXISTS kith_small; CREATE ROLE kith_small LOGIN;"
            "CREATE SCHEMA kith AUTHORIZATION kith_small; REVOKE CREATE ON SCHEMA public FROM PUBLIC"
        )
        store = PostgresStore(database.address.replace(f"{USER}@", "kith_small@"), [KEY])
        await store.migrate()
        await store.open()
        assert bodies(await keep(store, 1, "x")) == ["x"]
        await store.close()


async def test_no_readable_byte_ever_reaches_the_disc_or_the_servers_log(own_cluster: Cluster) -> None:
    canaries = [b"canary-session", b"canary-reply", b"canary-payload", b"987654321000"]
    chat = Chat("telegram", "987654321000")
    async with new_database(own_cluster.address) as database:
        store = database.store()
        await store.migrate()
        await store.open()
        await keep(store, 1, "canary-reply", session="canary-session", chat=chat)
        await store.schedule("remind", chat, NOW, "canary-payload")
        with pytest.raises(Overtaken):
            await keep(store, 1, "canary-reply", session="canary-session", chat=ADA)
        await database.execute("CHECKPOINT")
        name = store.vault.name(chat)
        assert found(own_cluster.folder, name), "this test looks in the wrong place"
        assert not found(own_cluster.folder, *canaries)
        await store.forget(chat)
        assert [row for table in ("session", "outbox", "job") for row in await database.rows(table)] == []
        await store.close()


async def test_what_is_due_is_found_without_reading_all_that_waits(store_on_postgres: PostgresStore) -> None:
    """In a table that has no statistics yet, which is how a busy hour begins."""
    store = store_on_postgres
    await asyncio.gather(*(keep(store, n, "x", "y", chat=Chat("telegram", str(n))) for n in range(500)))
    for statement, index in ((sql.DUE, "outbox_by_urgency"), (sql.NEXT_DUE, "outbox_due_at")):
        asked = (NOW.timestamp(), 30) if statement is sql.DUE else ()
        plan = await store._ask(f"EXPLAIN {statement}", store._me, 6.0, "telegram", *asked)
        text = "\n".join(row[0] for row in plan)
        assert f"Index Scan using {index}" in text
        assert "Sort" not in text
        assert "Seq Scan on outbox" not in text


async def test_an_address_that_leads_nowhere_is_told_in_one_sentence_without_its_password() -> None:
    for address in ("postgres://ada:hunter2@127.0.0.1:1/kith", "postgres://ada:hunter2@no.such.host.invalid/kith"):
        for act in (PostgresStore(address, [KEY]).migrate, PostgresStore(address, [KEY]).open):
            with pytest.raises(StoreDown, match="can't use its PostgreSQL database") as said:
                await act()
            assert "hunter2" not in str(said.value)
            assert "\n" not in str(said.value)


@pytest.fixture
async def store_on_postgres(postgres_server: str) -> AsyncIterator[PostgresStore]:
    async with new_database(postgres_server) as database:
        store = database.store()
        await store.migrate()
        await store.open()
        yield store
        await store.close()


async def cut_all(store: PostgresStore) -> None:
    """Break every connection of the database but the one that does it."""
    db = await asyncpg.connect(store._address)
    await db.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await db.close()
    await asyncio.sleep(0.05)


def as_heroku_does(data: Path) -> None:
    """A certificate for nobody, signed by itself; and whoever doesn't encrypt is refused."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "nobody.invalid")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    certificate = made.not_valid_before(now).not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (data / "server.crt").write_bytes(certificate.public_bytes(encoding))
    (data / "server.key").write_bytes(key.private_bytes(encoding, form, serialization.NoEncryption()))
    (data / "server.key").chmod(0o600)
    (data / "pg_hba.conf").write_text("hostssl all all 127.0.0.1/32 trust\n", "utf-8")
    with suppress(LookupError, PermissionError):
        for file in ("server.crt", "server.key"):
            shutil.chown(data / file, USER)


def found(folder: Path, *canaries: bytes) -> list[bytes]:
    """Which of these are in any file below a folder."""
    held = [file.read_bytes() for file in folder.rglob("*") if file.is_file()]
    return [canary for canary in canaries if any(canary in one for one in held)]


@dataclass
class Wire:
    """A line to the server that can break just before an answer arrives."""

    address: str = ""
    swallow_next_answer: bool = False

    @classmethod
    @asynccontextmanager
    async def to(cls, address: str) -> AsyncIterator[Wire]:
        wire, server = cls(), urlsplit(address)

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            answers, asked = await asyncio.open_connection(server.hostname, server.port)
            await asyncio.gather(wire._pass_on(reader, asked, False), wire._pass_on(answers, writer, True))

        listening = await asyncio.start_server(connected, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        wire.address = server._replace(netloc=f"{server.username}@127.0.0.1:{port}", query="sslmode=disable").geturl()
        try:
            yield wire
        finally:
            listening.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answers: bool) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                if answers and self.swallow_next_answer:
                    self.swallow_next_answer = False
                    break
                writer.write(data)
        writer.close()
