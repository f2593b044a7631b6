// A subject of the benchmarks: Socket.IO, over WebSocket alone. What it is told on its standard input, line by line, is
// described at io.pushgate.benchmarks.SubjectMain.
"use strict";

const readline = require("node:readline");
const { Server } = require("socket.io");

const OVERHEAD = '42["m",""]'.length;
const MARK = "@T";
const DIGITS = 20;

const io = new Server({ transports: ["websocket"], serveClient: false, perMessageDeflate: false });
const sockets = new Map();

io.on("connection", (socket) => {
  const index = Number(socket.handshake.query.i);
  sockets.set(index, socket);
  socket.on("echo", (data) => socket.emit("echo", data));
  socket.on("disconnect", () => {
    if (sockets.get(index) === socket) {
      sockets.delete(index);
    }
  });
});

function stamp(time) {
  return MARK + time.toString().padStart(DIGITS, "0");
}

function message(bytes) {
  const padding = Math.max(0, bytes - OVERHEAD - MARK.length - DIGITS);
  return stamp(process.hrtime.bigint()) + "x".repeat(padding);
}

function toOne(index, data) {
  const socket = sockets.get(index);
  if (socket) {
    socket.emit("m", data);
  }
}

function fanOut(bytes, count) {
  for (let i = 0; i < count; i++) {
    io.emit("m", message(bytes));
  }
}

function each(connections, bytes, count) {
  const data = message(bytes);
  for (let index = 0; index < connections; index++) {
    for (let i = 0; i < count; i++) {
      toOne(index, data);
    }
  }
}

// Messages carry the time at which they were due, not the one at which the loop came to send them.
function unicast(connections, bytes, rate, count) {
  const padding = message(bytes).substring(MARK.length + DIGITS);
  const start = process.hrtime.bigint();
  let sent = 0;
  return new Promise((resolve) => {
    const tick = () => {
      const now = process.hrtime.bigint();
      while (sent < count) {
        const due = start + BigInt(Math.floor((sent * 1e9) / rate));
        if (due > now) {
          break;
        }
        toOne(Math.floor(Math.random() * connections), stamp(due) + padding);
        sent++;
      }
      if (sent < count) {
        setTimeout(tick, 1);
      } else {
        resolve();
      }
    };
    tick();
  });
}

async function stuff(index, bytes, count) {
  for (let i = 0; i < count; i++) {
    toOne(index, message(bytes));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function execute(name, ...numbers) {
  switch (name) {
    case "fanout":
      return fanOut(...numbers);
    case "each":
      return each(...numbers);
    case "unicast":
      return unicast(...numbers);
    case "stuff":
      return stuff(...numbers);
    case "gc":
      global.gc();
      global.gc();
      return process.memoryUsage().heapUsed;
    case "stats":
      return sockets.size;
    default:
      throw new Error(`Unknown command '${name}'`);
  }
}

io.listen(0);
io.httpServer.on("listening", () => console.log(`ready ${io.httpServer.address().port}`));

let queue = Promise.resolve();
readline
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    const [name, ...rest] = line.split(" ");
    queue = queue
      .then(() => execute(name, ...rest.map(Number)))
      .then((result) => console.log(`done ${result ?? 0}`))
      .catch((error) => console.log(`failed ${error.message}`));
  })
  .on("close", () => process.exit(0));
