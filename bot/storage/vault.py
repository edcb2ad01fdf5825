"""Encryption of all that is personal, and the names under which chats are found again.

The database holds its own random keys, sealed with the operator's secret key: one for the names of chats, which never
changes, and one or more generations for contents. So a wrong secret key is noticed before anything else happens; and
when the operator puts a new one in front, the keys are sealed anew and a new generation begins, while names stay and
what the older generations wrote (a day's sessions, at most) can still be read. No row has to be written again, and the
old secret key is needed for one start only.

Contents are sealed with AES-256-GCM, bound to the table and the chat that they belong to, so that one row's content
can't be passed off as another's. The nonce is random: good for 2**32 messages a generation (NIST SP 800-38D, 8.3).
Names are the first half of HMAC-SHA256: without the key nobody can try out chat ids.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.storage.store import Chat

KEY_BYTES = 32
NONCE = 12
NAME = 16
NAMES = 0
"""The generation number of the key for names; contents begin at 1."""
REMEMBERED = 256
"""How many chats' names are not worked out anew: the sender asks for those of all that is on its way, each time."""
HEAD = 2
"""Bytes before the nonce that say which generation sealed it."""

SealedKey = tuple[int, bytes]
"""A generation and its key, sealed with the secret key."""


class WrongKey(Exception):
    """None of the operator's secret keys opens this database."""


class Unreadable(Exception):
    """What was sealed has been changed, or is in another's place: nobody can ever read it."""


class NewerKey(Exception):
    """The secret key was changed since this process began, and this was sealed since: others can read it."""


class Vault:
    """Seals and opens contents, and names chats. `keys`: raw keys by generation."""

    def __init__(self, keys: Mapping[int, bytes]) -> None:
        self._names = keys[NAMES]
        self._ciphers = {number.to_bytes(HEAD, "big"): AESGCM(key) for number, key in keys.items() if number != NAMES}
        self._head = max(self._ciphers)
        self._cipher = self._ciphers[self._head]
        self.name = lru_cache(maxsize=REMEMBERED)(self._name)
        """What a chat is called in the database."""

    def _name(self, chat: Chat) -> bytes:
        return hmac.digest(self._names, f"{chat.channel}\0{chat.id}".encode(), "sha256")[:NAME]

    def seal(self, text: str, table: bytes, name: bytes) -> bytes:
        """Seal a text for its place; never twice the same bytes."""
        nonce = os.urandom(NONCE)
        return self._head + nonce + self._cipher.encrypt(nonce, text.encode(), table + name)

    def open(self, sealed: bytes, table: bytes, name: bytes) -> str:
        """The text again. Raises `Unreadable` or `NewerKey`."""
        cipher = self._ciphers.get(sealed[:HEAD])
        if cipher is None:
            raise NewerKey if sealed[:HEAD] > self._head else Unreadable("of no generation")
        try:
            return cipher.decrypt(sealed[HEAD : HEAD + NONCE], sealed[HEAD + NONCE :], table + name).decode()
        except (InvalidTag, ValueError) as error:
            raise Unreadable("changed, or out of place") from error


def unlock(rows: Sequence[SealedKey], secrets: Sequence[bytes]) -> Vault:
    """The vault of a database, with the first of the secret keys that fits. Raises `WrongKey`."""
    return Vault(_opened(rows, secrets)[0])


def brought_up_to_date(rows: Sequence[SealedKey], secrets: Sequence[bytes]) -> Sequence[SealedKey] | None:
    """The keys as they are to be kept, sealed with the first secret key; None when they are so already.

    Keys are made where there are none. Raises `WrongKey`.
    """
    if not rows:
        return _sealed({NAMES: os.urandom(KEY_BYTES), NAMES + 1: os.urandom(KEY_BYTES)}, secrets[0])
    keys, place = _opened(rows, secrets)
    if place == 0:
        return None
    return _sealed({**keys, max(keys) + 1: os.urandom(KEY_BYTES)}, secrets[0])


def _opened(rows: Sequence[SealedKey], secrets: Sequence[bytes]) -> tuple[dict[int, bytes], int]:
    """The raw keys, and the place of the secret key that opened them."""
    for place, secret in enumerate(secrets):
        cipher = _wrapping(secret)
        with suppress(InvalidTag, ValueError):
            return {n: cipher.decrypt(sealed[:NONCE], sealed[NONCE:], _label(n)) for n, sealed in rows}, place
    raise WrongKey


def _sealed(keys: Mapping[int, bytes], secret: bytes) -> list[SealedKey]:
    cipher, rows = _wrapping(secret), []
    for number, key in sorted(keys.items()):
        nonce = os.urandom(NONCE)
        rows.append((number, nonce + cipher.encrypt(nonce, key, _label(number))))
    return rows


def _wrapping(secret: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt=None, info=b"kith: seals the keys of the database").derive(secret))


def _label(number: int) -> bytes:
    return b"key" + number.to_bytes(HEAD, "big")


def key_beside(database: Path) -> Path:
    """Where the secret key of a database is kept when the operator sets none."""
    return database.with_name(database.name + ".key")


def read_key(path: Path) -> bytes | None:
    """The key in a file; None when there is no file. Raises `WrongKey` where it holds anything else, or OSError."""
    try:
        key = base64.b64decode(path.read_bytes().strip(), validate=True)
    except FileNotFoundError:
        return None
    except binascii.Error as error:
        raise WrongKey from error
    if len(key) != KEY_BYTES:
        raise WrongKey
    return key


def make_key(path: Path) -> bytes:
    """A new key in a file that only its owner may read, whole or not at all. Raises OSError.

    For the holder of the database's write lock: nobody else makes one meanwhile.
    """
    key = os.urandom(KEY_BYTES)
    descriptor, unnamed = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            # mkstemp gives the file to its owner alone.
            file.write(base64.b64encode(key) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(unnamed, path)
    except BaseException:
        os.unlink(unnamed)
        raise
    _keep_entry(path.parent)
    return key


def _keep_entry(folder: Path) -> None:
    """Make a new name in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
