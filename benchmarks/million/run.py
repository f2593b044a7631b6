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
"""One million sessions on as many gateways as it takes, all on this machine.

    mvn -DskipTests package
    python3 benchmarks/million/run.py --java=/path/to/jdk-25/bin/java

A process has 20,000 descriptors here, so each gateway has its own 19,700 clients in a process of their own. The
gateways share a Redis, as bus and, unless told otherwise, as directory. When all sessions are there: pushes to one
user, to a group and to all, from a gateway that is asked over HTTP, until the last client has its message. Prints a
table. Stops by itself, and ends whatever it has started.
"""

import argparse
import hashlib
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
SECRET = "a-secret-of-these-benchmarks-only-32-bytes"
KEY = "the-key-of-the-benchmarks"
FIRST_PORT = 20100
MEGABYTE = 1 << 20
# What a gateway needs besides its clients' connections.
OWN_DESCRIPTORS = 300
START_AT_ONCE = 8
OPEN_AT_ONCE = 2
START_PATIENCE = 120
PUSH_PATIENCE = 120
JVM_OPTIONS = ("-XX:+UseCompactObjectHeaders -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=32m "
               "-Xss512k -Xmn16m -Xmx%dm")
# At its own address, the cache of loaded classes is the same memory in all processes.
SHARED_CLASSES = "-XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 -XX:AOTCache=%s"


def options():
    limit = os.sysconf("SC_OPEN_MAX")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=1_000_000)
    parser.add_argument("--per-gateway", type=int, default=limit - OWN_DESCRIPTORS)
    parser.add_argument("--group", type=int, default=100_000, help="how many sessions are members of the group")
    parser.add_argument("--rounds", type=int, default=3, help="pushes to the group and to all")
    parser.add_argument("--directory", choices=("redis", "local"), default="redis")
    parser.add_argument("--heap", type=int, default=112, help="megabytes for each gateway")
    parser.add_argument("--heartbeat", default="1200s", help="a pinging million is a benchmark of its own")
    parser.add_argument("--probe-interval", default="20s", help="of the bus; 51 processes share the processors here")
    parser.add_argument("--java", default="java", help="of a JDK 25 or later")
    parser.add_argument("--jar", default=str(ROOT / "push-gateway/target/push-gateway.jar"))
    parser.add_argument("--redis-server", default="redis-server")
    parser.add_argument("--memory-floor", type=int, default=700, help="megabytes; no more is opened when less is free")
    parser.add_argument("--time-limit", type=int, default=1800, help="seconds for all of it")
    return parser.parse_args()


def log(text):
    print("%s %s" % (time.strftime("%H:%M:%S"), text), file=sys.stderr, flush=True)


def meminfo(name):
    return int(re.search(name + r":\s+(\d+) kB", pathlib.Path("/proc/meminfo").read_text()).group(1)) << 10


def memory_of(pid):
    text = pathlib.Path("/proc/%d/smaps_rollup" % pid).read_text()
    return tuple(int(re.search("^%s:\\s+(\\d+) kB" % name, text, re.M).group(1)) << 10 for name in ("Rss", "Pss"))


def processor_seconds(pid):
    fields = pathlib.Path("/proc/%d/stat" % pid).read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def await_true(what, patience, condition):
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit("%s takes longer than %d s" % (what, patience))
        time.sleep(0.1)


class Processes:

    def __init__(self, directory):
        self.directory = directory
        self.all = []

    def start(self, name, command, **more):
        with open(self.directory / (name + ".log"), "wb") as output:
            process = subprocess.Popen(command, stderr=output, **{"stdin": subprocess.DEVNULL, "stdout": output, **more})
        self.all.append(process)
        return process

    def end(self):
        # Whatever comes now, this is done to the end.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.alarm(0)
        for process in reversed(self.all):
            process.kill()
        for process in self.all:
            process.wait()


class Redis:

    def __init__(self, options, processes):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = processes.start("redis", [options.redis_server, "--port", str(self.port), "--bind", "127.0.0.1",
                                                 "--save", "", "--appendonly", "no", "--dir", str(processes.directory)])
        await_true("Starting Redis", 10, self.is_there)

    def is_there(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


class Gateway:

    def __init__(self, number, options, redis):
        self.port = FIRST_PORT + number
        self.redis = redis
        self.options = options
        self.process = None

    def command(self, jar, *jvm):
        return [self.options.java, *(JVM_OPTIONS % self.options.heap).split(), *jvm, "-jar", str(jar),
                "--push.endpoint.port=%d" % self.port, "--push.auth.jwt.secret=" + SECRET,
                "--push.api.keys.default=" + hashlib.sha256(KEY.encode()).hexdigest(), "--push.netty.workers=1",
                "--push.cluster.bus=redis", "--push.cluster.probe-interval=" + self.options.probe_interval,
                "--push.cluster.directory=" + self.options.directory,
                "--spring.data.redis.port=%d" % self.redis.port, "--push.heartbeat.interval=" + self.options.heartbeat,
                "--push.heartbeat.max-interval=" + self.options.heartbeat, "--push.heartbeat.timeout=1h",
                "--logging.level.root=warn"]

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PUSH_PATIENCE)
        try:
            connection.request(method, path, body, {"Authorization": "Bearer " + KEY,
                                                    "Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def is_ready(self):
        if self.process.poll() is not None:
            raise SystemExit("The gateway on port %d has ended" % self.port)
        try:
            return self.ask("GET", "/actuator/health/readiness")[0] == 200
        except OSError:
            return False

    def push(self, to, event):
        """Push, and return when that began in nanoseconds, and how many milliseconds the answer took."""
        body = json.dumps({"to": to, "event": event, "data": {"text": "x" * 100}})
        start = time.monotonic_ns()
        status, answer = self.ask("POST", "/push/api/v1/messages", body)
        if status != 202:
            raise SystemExit("A push was answered with %d: %s" % (status, answer))
        return start, (time.monotonic_ns() - start) / 1e6

    def connections(self):
        return json.loads(self.ask("GET", "/push/api/v1/stats")[1])["connections"]


class ClientProcess:

    def __init__(self, number, gateway, options, processes):
        first = number * options.per_gateway
        self.count = min(options.per_gateway, options.sessions - first)
        self.first = first
        self.process = processes.start("clients-%d" % number, [sys.executable, str(HERE / "clients.py"),
                                       str(gateway.port), str(first), str(self.count), SECRET],
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def send(self, *command):
        self.process.stdin.write((" ".join(map(str, command)) + "\n").encode())
        self.process.stdin.flush()

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("A process of clients has ended")
        return json.loads(line)

    def ask(self, *command):
        self.send(*command)
        return self.answer()


class Run:

    def __init__(self, options, processes):
        self.options = options
        self.processes = processes
        self.redis = Redis(options, processes)
        count = -(-options.sessions // options.per_gateway)
        self.gateways = [Gateway(number, options, self.redis) for number in range(count)]
        self.clients = []
        self.rows = []

    def row(self, what, value):
        self.rows.append((what, value))
        log("%s: %s" % (what, value))

    def prepare(self):
        """Let one gateway start once, so that all others share the classes that it has loaded."""
        home = self.processes.directory / "gateway"
        subprocess.run([self.options.java, "-Djarmode=tools", "-jar", self.options.jar, "extract", "--destination",
                        str(home)], check=True, stdout=subprocess.DEVNULL)
        self.jar = home / pathlib.Path(self.options.jar).name
        self.cache = home / "gateway.aot"
        subprocess.run(self.gateways[0].command(self.jar, "-XX:AOTCacheOutput=%s" % self.cache,
                                                "-Dspring.context.exit=onRefresh"),
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start_gateways(self):
        start = time.monotonic()
        for first in range(0, len(self.gateways), START_AT_ONCE):
            some = self.gateways[first:first + START_AT_ONCE]
            for gateway in some:
                gateway.process = self.processes.start("gateway-%d" % gateway.port, gateway.command(
                    self.jar, *(SHARED_CLASSES % self.cache).split()))
            for gateway in some:
                await_true("Starting a gateway", START_PATIENCE, gateway.is_ready)
        self.row("gateways", len(self.gateways))
        self.row("all of them ready after", "%.0f s" % (time.monotonic() - start))
        self.memory_of_gateways("a gateway without sessions")

    def memory_of_gateways(self, what):
        memory = sorted(memory_of(gateway.process.pid) for gateway in self.gateways)
        self.row(what + ": resident, median", "%d MB" % (memory[len(memory) // 2][0] / MEGABYTE))
        self.row(what + ": its share of all, median", "%d MB" % (sorted(m[1] for m in memory)[len(memory) // 2]
                                                                / MEGABYTE))
        return sum(share for _, share in memory)

    def open_sessions(self):
        free, slab = meminfo("MemAvailable"), meminfo("Slab")
        start = time.monotonic()
        opened = refused = 0
        for first in range(0, len(self.gateways), OPEN_AT_ONCE):
            if meminfo("MemAvailable") < self.options.memory_floor * MEGABYTE:
                self.row("memory ended at", "%d sessions" % opened)
                break
            some = [ClientProcess(number, self.gateways[number], self.options, self.processes)
                    for number in range(first, min(first + OPEN_AT_ONCE, len(self.gateways)))]
            self.clients += some
            for clients in some:
                clients.send("open")
            answers = [clients.answer() for clients in some]
            opened += sum(answer["open"] for answer in answers)
            refused += sum(answer["refused"] for answer in answers)
            log("%d sessions, %d refused, %.0f s, %d MB free" % (opened, refused, time.monotonic() - start,
                                                               meminfo("MemAvailable") / MEGABYTE))
        seconds = time.monotonic() - start
        self.opened = opened
        self.row("sessions", "%d, %d refused" % (opened, refused))
        self.row("opened in", "%.0f s, %.0f/s" % (seconds, opened / seconds))
        self.row("memory of everything, per session", "%.1f KB" % ((free - meminfo("MemAvailable")) / 1024 / opened))
        self.row("of that, kernel slab of both ends", "%.1f KB" % ((meminfo("Slab") - slab) / 1024 / opened))

    def memory(self):
        total = self.memory_of_gateways("a gateway with its sessions")
        self.row("gateways' memory, per session", "%.1f KB" % (total / 1024 / self.opened))
        self.row("Redis, resident", "%d MB" % (memory_of(self.redis.process.pid)[0] / MEGABYTE))
        self.row("clients, resident", "%d MB" % (sum(clients.ask("state")["resident"] for clients in self.clients)
                                                 / MEGABYTE))
        self.row("memory still available", "%d MB" % (meminfo("MemAvailable") / MEGABYTE))

    def join(self):
        members = min(self.options.group, self.opened)
        each = -(-members // len(self.clients))
        start = time.monotonic()
        wanted = []
        for clients in self.clients:
            count = min(each, clients.count, members - sum(wanted))
            wanted.append(count)
            clients.send("join", "everywhere", count, KEY)
        joined = sum(clients.answer()["joined"] for clients in self.clients)
        seconds = time.monotonic() - start
        self.members = joined
        self.row("joined the group, by HTTP", "%d of %d, %.0f/s" % (joined, members, joined / seconds))

    def measure(self, what, to, expected, rounds):
        """Push some times, the next when the last client has the one before."""
        times, answers, arrived = [], [], 0
        for number in range(rounds):
            event = "%s-%d" % (what.replace(" ", "-"), number)
            target = to(number)
            gateway = self.gateways[(number * 7) % len(self.gateways)]
            start, answered = gateway.push(target, event)
            last = self.await_messages(event, expected, start)
            answers.append(answered)
            if last["clients"] == last["messages"] == expected:
                times.append((last["last"] - start) / 1e6)
            arrived += last["messages"]
            log("%s: %d of %d, %.0f ms" % (event, last["messages"], expected, (last["last"] - start) / 1e6))
        self.row("to " + what + ": arrived/expected", "%d/%d" % (arrived, expected * rounds))
        self.row("to " + what + ": accepted after, median", "%.1f ms" % sorted(answers)[len(answers) // 2])
        if times:
            self.row("to " + what + ": last has it after, median (all)", "%s (%s)" % (
                milliseconds(sorted(times)[len(times) // 2]), ", ".join(map(milliseconds, sorted(times)))))

    def await_messages(self, event, expected, start):
        # Whoever asks too often measures the asking: first, wait for as long as it cannot be over.
        before = None
        time.sleep(min(8, expected / 200_000))
        while True:
            parts = [clients.ask("take", event) for clients in self.clients]
            total = {name: sum(part[name] for part in parts) for name in ("clients", "messages")}
            total["last"] = max(part["last"] for part in parts)
            if total["messages"] >= expected or (time.monotonic_ns() - start) / 1e9 > PUSH_PATIENCE:
                return total
            if before == total["messages"] and (time.monotonic_ns() - max(total["last"], start)) / 1e9 > 20:
                return total
            before = total["messages"]
            time.sleep(0.3)

    def pushes(self):
        cpu = sum(processor_seconds(gateway.process.pid) for gateway in self.gateways)
        everyone = self.opened
        # Once for the compilers, which is not counted.
        self.await_messages("warm-up", everyone, self.gateways[0].push({"all": True}, "warm-up")[0])
        self.measure("one user", lambda number: {"users": ["u%d" % (number * 7919 % everyone)]}, 1, 20)
        self.measure("the group of %d" % self.members, lambda number: {"groups": ["everywhere"]}, self.members,
                     self.options.rounds)
        self.measure("all", lambda number: {"all": True}, everyone, self.options.rounds)
        cpu = sum(processor_seconds(gateway.process.pid) for gateway in self.gateways) - cpu
        log("processor time of the gateways meanwhile: %.0f s" % cpu)

    def aftermath(self):
        states = [clients.ask("state") for clients in self.clients]
        self.row("sessions lost until the end", sum(state["lost"] for state in states))
        self.row("connections that the gateways count at the end", self.gateways[0].connections())

    def report(self):
        print("\n| | |\n| --- | ---: |")
        for row in self.rows:
            print("| %s | %s |" % row)


def milliseconds(value):
    return "%.2f s" % (value / 1000) if value >= 1000 else "%.1f ms" % value


def main():
    choice = options()
    if not os.path.exists(choice.jar):
        raise SystemExit("There is no %s. Build it first: mvn -DskipTests package" % choice.jar)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit("Ended from outside"))
    signal.signal(signal.SIGALRM, lambda number, frame: sys.exit("Longer than --time-limit=%d" % choice.time_limit))
    signal.alarm(choice.time_limit)
    directory = pathlib.Path(tempfile.mkdtemp(prefix="million-"))
    processes = Processes(directory)
    try:
        run = Run(choice, processes)
        run.prepare()
        run.start_gateways()
        run.open_sessions()
        run.join()
        run.pushes()
        run.memory()
        run.aftermath()
        run.report()
    finally:
        processes.end()
        shutil.rmtree(directory)


if __name__ == "__main__":
    main()
