// A proxy on loopback between a browser and the server. Requests pass as they are; of the frames that the
// server sends over a WebSocket some are dropped, sent twice, or held back so that later ones overtake them,
// and now and then a connection is cut, while `chaos` is on. The same seed is the same misfortune.
import { createServer, request } from "node:http";
import { connect } from "node:net";

const TEXT = 0x81;

/** Cuts what the server sends into frames; unmasked, as a server's are. */
class Frames {
  rest = Buffer.alloc(0);
  *push(bytes) {
    this.rest = Buffer.concat([this.rest, bytes]);
    for (;;) {
      if (this.rest.length < 2) return;
      let [from, size] = [2, this.rest[1] & 0x7f];
      if (size === 126) [from, size] = [4, this.rest.length < 4 ? Infinity : this.rest.readUInt16BE(2)];
      else if (size === 127) [from, size] = [10, this.rest.length < 10 ? Infinity : Number(this.rest.readBigUInt64BE(2))];
      if (this.rest.length < from + size) return;
      yield this.rest.subarray(0, from + size);
      this.rest = this.rest.subarray(from + size);
    }
  }
}

/** Numbers from 0 to 1 (mulberry32). */
function randomOf(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export async function startProxy(target, { seed, drop = 0.1, twice = 0.1, late = 0.25, longest = 400, cut = 0.01 }) {
  const { hostname, port, origin } = new URL(target);
  const random = randomOf(seed);
  const sockets = new Set();
  const told = { dropped: 0, twice: 0, late: 0, cut: 0 };
  const proxy = { chaos: false, told };
  // The server knows its own origin only.
  const headersOf = ({ headers }) => ({ ...headers, host: `${hostname}:${port}`, ...(headers.origin ? { origin } : {}) });

  const server = createServer((incoming, outgoing) => {
    const onward = request({ hostname, port, path: incoming.url, method: incoming.method, headers: headersOf(incoming) }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    outgoing.on("close", () => onward.destroy());
    incoming.pipe(onward);
  });

  server.on("upgrade", (incoming, browser, first) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [browser, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        browser.destroy();
        upstream.destroy();
      });
    }
    // Without compression, so that frames can be told apart.
    const { "sec-websocket-extensions": _, ...headers } = headersOf(incoming);
    upstream.write(`GET ${incoming.url} HTTP/1.1\r\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`);
    upstream.write(first);
    browser.pipe(upstream);

    const send = (frame) => browser.writable && browser.write(frame);
    const misfortune = (frame) => {
      if (!proxy.chaos || frame[0] !== TEXT) return send(frame);
      if (random() < cut) {
        told.cut += 1;
        return browser.destroy();
      }
      if (random() < drop) {
        told.dropped += 1;
        return undefined;
      }
      const times = random() < twice ? 2 : 1;
      told.twice += times - 1;
      for (let time = 0; time < times; time += 1) {
        if (random() < late) {
          told.late += 1;
          setTimeout(send, random() * longest, Buffer.from(frame));
        } else {
          send(frame);
        }
      }
      return undefined;
    };
    const frames = new Frames();
    let head = Buffer.alloc(0);
    let open = false;
    upstream.on("data", (bytes) => {
      let data = bytes;
      if (!open) {
        head = Buffer.concat([head, bytes]);
        const end = head.indexOf("\r\n\r\n");
        if (end < 0) return;
        open = true;
        send(head.subarray(0, end + 4));
        data = head.subarray(end + 4);
      }
      for (const frame of frames.push(data)) misfortune(frame);
    });
  });

  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(proxy, {
    url: `http://127.0.0.1:${server.address().port}`,
    stop() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  });
}
