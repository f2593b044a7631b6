#!/usr/bin/env python3
#
# Copyright 2026-present the original author or authors.
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#      https://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.
"""The light clients of one gateway, in one process with one thread.

    clients.py PORT FIRST COUNT SECRET

Each client is a descriptor and a few bytes: it connects as user 'uN' with a signed token, answers pings and counts
the messages that arrive. Commands come line by line from the standard input, each is answered with a line of JSON:

    open                     connect them all; {"open", "refused", "seconds"}
    join GROUP COUNT KEY     make the first COUNT users members, by the HTTP API; {"joined"}
    take EVENT               what has arrived of an event; {"clients", "messages", "last"}, the time of the last
                             in nanoseconds of the monotonic clock
    state                    {"open", "lost", "resident"}
"""

import base64
import hashlib
import hmac
import json
import os
import select
import socket
import sys
import time

CONNECTING_AT_ONCE = 32
PIPELINED = 32
OPENING_PATIENCE = 300
STDIN = 0
TEXT, CLOSE, PING = 0x81, 0x88, 0x89


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Tokens:

    HEADER = base64url(b'{"alg":"HS256","typ":"JWT"}')

    def __init__(self, secret):
        self.secret = secret.encode()
        self.expires = int(time.time()) + 24 * 3600

    def token(self, user):
        content = self.HEADER + "." + base64url(b'{"sub":"%s","exp":%d}' % (user.encode(), self.expires))
        return content + "." + base64url(hmac.digest(self.secret, content.encode(), hashlib.sha256))


class Clients:

    def __init__(self, port, first, count, secret):
        self.address = ("127.0.0.1", port)
        self.first, self.count = first, count
        self.tokens = Tokens(secret)
        self.epoll = select.epoll()
        self.connecting = {}
        # What has come of a frame that is not complete, by descriptor.
        self.partial = {}
        self.client_of = {}
        self.opened = 0
        self.refused = 0
        self.lost = 0
        # By event: how often each client got it, and when the last did.
        self.arrived = {}
        self.last_at = {}

    def open(self):
        start = time.monotonic()
        following = 0
        while self.opened + self.refused < self.count and time.monotonic() - start < OPENING_PATIENCE:
            while following < self.count and len(self.connecting) < CONNECTING_AT_ONCE:
                self.connect(following)
                following += 1
            self.poll(1)
        return {"open": self.opened, "refused": self.count - self.opened, "seconds": time.monotonic() - start}

    def connect(self, client):
        connection = socket.socket()
        connection.setblocking(False)
        connection.connect_ex(self.address)
        fd = connection.detach()
        self.connecting[fd] = client
        self.epoll.register(fd, select.EPOLLOUT)

    def upgrade(self, fd):
        user = "u%d" % (self.first + self.connecting[fd])
        request = ("GET /push?device=d HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                   "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                   "Sec-WebSocket-Protocol: push.v1.json\r\nAuthorization: Bearer %s\r\n\r\n"
                   % (self.address[1], self.tokens.token(user)))
        try:
            os.write(fd, request.encode())
            self.epoll.modify(fd, select.EPOLLIN)
        except OSError:
            self.drop(fd)

    def poll(self, timeout):
        """Handle what there is; return whether a command waits."""
        command = False
        for fd, events in self.epoll.poll(timeout):
            if fd == STDIN:
                command = True
            elif events & select.EPOLLOUT:
                self.upgrade(fd)
            else:
                self.readable(fd)
        return command

    def readable(self, fd):
        try:
            data = os.read(fd, 16384)
        except OSError:
            data = b""
        if not data:
            self.drop(fd)
            return
        if fd in self.partial:
            data = self.partial.pop(fd) + data
        if fd in self.connecting:
            self.welcome(fd, data)
        else:
            self.frames(fd, data)

    def welcome(self, fd, data):
        end = data.find(b"\r\n\r\n")
        if end < 0 or (data.startswith(b"HTTP/1.1 101") and b'"type":"welcome"' not in data):
            self.partial[fd] = data
        elif not data.startswith(b"HTTP/1.1 101"):
            self.drop(fd)
        else:
            self.client_of[fd] = self.connecting.pop(fd)
            self.opened += 1
            self.frames(fd, data[end + 4:])

    def frames(self, fd, data):
        position = 0
        while len(data) - position >= 2:
            length, head = data[position + 1], 2
            if length == 126:
                length, head = int.from_bytes(data[position + 2:position + 4], "big"), 4
            end = position + head + length
            if len(data) - position < head or len(data) < end:
                break
            self.frame(fd, data[position], data[position + head:end])
            if fd not in self.client_of:
                return
            position = end
        if position < len(data):
            self.partial[fd] = data[position:]

    def frame(self, fd, kind, payload):
        if kind == TEXT:
            start = payload.find(b'"event":"')
            if start >= 0:
                self.message(fd, payload[start + 9:payload.index(b'"', start + 9)])
        elif kind == PING:
            # Masked with zeros, which masks nothing.
            os.write(fd, bytes((0x8A, 0x80 | len(payload), 0, 0, 0, 0)) + payload)
        elif kind == CLOSE:
            self.drop(fd)

    def message(self, fd, event):
        counts = self.arrived.get(event)
        if counts is None:
            counts = self.arrived[event] = bytearray(self.count)
        client = self.client_of[fd]
        counts[client] = min(255, counts[client] + 1)
        self.last_at[event] = time.monotonic_ns()

    def drop(self, fd):
        self.epoll.unregister(fd)
        os.close(fd)
        self.partial.pop(fd, None)
        if self.connecting.pop(fd, None) is not None:
            self.refused += 1
        elif self.client_of.pop(fd, None) is not None:
            self.opened -= 1
            self.lost += 1

    def join(self, group, count, key):
        """Ask in a row, several questions ahead of the answers."""
        joined = 0
        with socket.create_connection(self.address) as connection:
            answers = connection.makefile("rb")
            for start in range(0, count, PIPELINED):
                users = range(start, min(start + PIPELINED, count))
                connection.sendall(b"".join(self.membership(group, user, key) for user in users))
                joined += sum(self.answer(answers) == 202 for _ in users)
        return {"joined": joined}

    def membership(self, group, user, key):
        return (b"PUT /push/api/v1/groups/members?group=%s&user=u%d HTTP/1.1\r\nHost: localhost\r\n"
                b"Authorization: Bearer %s\r\nContent-Length: 0\r\n\r\n"
                % (group.encode(), self.first + user, key.encode()))

    @staticmethod
    def answer(answers):
        status = int(answers.readline().split()[1])
        length = 0
        for line in iter(answers.readline, b"\r\n"):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        answers.read(length)
        return status

    def take(self, event):
        event = event.encode()
        counts = self.arrived.get(event, b"")
        return {"clients": sum(1 for count in counts if count), "messages": sum(counts),
                "last": self.last_at.get(event, 0)}

    def state(self):
        with open("/proc/self/statm", encoding="ascii") as statm:
            resident = int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        return {"open": self.opened, "lost": self.lost, "resident": resident}

    def execute(self, command, *arguments):
        if command == "open":
            return self.open()
        if command == "join":
            return self.join(arguments[0], int(arguments[1]), arguments[2])
        if command == "take":
            return self.take(arguments[0])
        return self.state()

    def serve(self):
        self.epoll.register(STDIN, select.EPOLLIN)
        waiting = b""
        while True:
            if not self.poll(-1):
                continue
            data = os.read(STDIN, 4096)
            if not data:
                return
            *lines, waiting = (waiting + data).split(b"\n")
            for line in lines:
                print(json.dumps(self.execute(*line.decode().split())), flush=True)


if __name__ == "__main__":
    Clients(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]).serve()
