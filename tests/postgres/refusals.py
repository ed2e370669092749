# SPDX-License-Identifier: Apache-2.0
"""Addresses that no house can be served from: each is refused at the start with one clear sentence and without waiting,
whatever is wrong: the address, the server, its version, its settings, the rights."""
import os
import socket
import struct
import subprocess
import threading

import house

FEW_SECONDS = 30


def serve(data, url):
    """Exit code and what was said; a server that started after all is ended."""
    process = subprocess.Popen([house.PROGRAM, "serve", "--data", data, "--store", url, "--port", "0", "--log", "error"], stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True)
    try:
        told, _ = process.communicate(timeout=FEW_SECONDS)
        return process.returncode, told
    except subprocess.TimeoutExpired:
        process.kill()
        return None, process.communicate()[0]


class OldServer:
    """As much of a PostgreSQL server as it takes to say how old it is."""

    def __init__(self, path, version):
        self.version = version.encode()
        self.line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.line.bind(path)
        self.line.listen(4)
        threading.Thread(target=self._answer, daemon=True).start()

    def _answer(self):
        while True:
            try:
                caller, _ = self.line.accept()
            except OSError:
                return
            with caller, caller.makefile("rb") as said:
                length = struct.unpack("!i", said.read(4))[0]
                said.read(length - 4)  # the start-up message
                caller.sendall(message(b"R", struct.pack("!i", 0)))  # who it is, is not asked
                for name, value in ((b"server_version", self.version), (b"server_encoding", b"UTF8"), (b"client_encoding", b"UTF8"),
                                    (b"in_hot_standby", b"off"), (b"default_transaction_read_only", b"off")):
                    caller.sendall(message(b"S", name + b"\0" + value + b"\0"))
                caller.sendall(message(b"Z", b"I"))
                while (kind := said.read(1)) and kind != b"X":
                    said.read(struct.unpack("!i", said.read(4))[0] - 4)
                    caller.sendall(message(b"C", b"SET\0") + message(b"Z", b"I"))

    def close(self):
        self.line.close()


def message(kind, body):
    return kind + struct.pack("!i", len(body) + 4) + body


def ask(url, *words):
    subprocess.run(["psql", "-qX", url, "-v", "ON_ERROR_STOP=1", *[part for one in words for part in ("-c", one)]], check=True)


def make_places(folder, url):
    """Databases and roles that lack something; addresses by what is wrong with them."""
    socket_path = os.path.join(folder, "socket")
    ask(url, "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0", "CREATE DATABASE closed", "CREATE ROLE guest LOGIN", "CREATE ROLE reader LOGIN")
    at = lambda user, name: f"postgres://{user}@/{name}?host={socket_path}"
    ask(at("lastmile", "closed"), "REVOKE ALL ON SCHEMA public FROM PUBLIC", "CREATE TABLE store_writer (id BIGINT NOT NULL PRIMARY KEY, batch BIGINT NOT NULL)",
        "GRANT USAGE ON SCHEMA public TO reader", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    return at


def run(folder, url, data):
    """Pairs of what must hold and whether it does. `data` is a house whose database is at `url`."""
    at = make_places(folder, url)
    odd = os.path.join(folder, "odd")
    os.mkdir(odd)
    old = OldServer(os.path.join(odd, ".s.PGSQL.5432"), "14.19")
    mute = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mute.bind(os.path.join(odd, ".s.PGSQL.5433"))  # nobody listens there
    cases = [
        ("no address", "postgres://lastmile:geheim@[half", "no address of a database"),
        ("an unknown option", "postgres://lastmile:geheim@h/x?colour=red", "no address of a database"),
        ("a host that is not there", "postgres://lastmile@127.0.0.1:1/house", "cannot be reached"),
        ("a socket nobody listens on", f"postgres://lastmile@/house?host={odd}&port=5433", "cannot be reached"),
        ("a database that is not there", at("lastmile", "nothing"), 'cannot be reached: connection to server on socket'),
        ("a user who is not there", at("nobody", "closed"), "cannot be reached"),
        ("a server of version 14", f"postgres://lastmile@/house?host={odd}", "PostgreSQL 15 or newer is needed; this server is 14.19"),
        ("another encoding", at("lastmile", "latin"), "ENCODING 'UTF8'; this one has LATIN1"),
        ("no schema to keep tables in", at("guest", "closed"), "no schema"),
        ("a user who may only read", at("reader", "closed"), "lacks rights"),
        ("a server that takes no writes", url + "&options=-cdefault_transaction_read_only%3Don", "cannot be reached"),
        ("answers that could be lost", url + "&options=-csynchronous_commit%3Doff", "synchronous_commit is off"),
    ]
    results = []
    for what, address, part in cases:
        code, told = serve(data, address)
        said = [line for line in told.splitlines() if line.startswith("lastmile serve: ") and part in line]
        results.append((f"refused: {what} (exit {code}, {told.strip()})", code == 1 and len(said) == 1 and "geheim" not in told))
    old.close()
    mute.close()
    results.append(("the address itself is not refused", house.tell(["verify", "--data", data, "--store", url])))
    return results
