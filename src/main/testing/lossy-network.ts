import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';

/** A way to servers on loopback that can be cut, as a train does in a tunnel: nothing is refused, nothing arrives. */
export interface LossyNetwork {
  /** The address under which a server is reached through it. */
  through(url: string): Promise<string>;
  /** From now on nothing moves, and nothing is lost either. */
  hold(): void;
  /** What was held goes on its way. */
  release(): void;
  /** From now on every byte is lost, in both directions and on new connections too. */
  cut(): void;
  /** Bytes that were lost so far. */
  lost(): number;
  /** Connections so far that led to nobody. */
  unreached(): number;
  /** New connections work again; the old ones are dead, and their ends hear so. */
  heal(): void;
  close(): Promise<void>;
}

export function lossyNetwork(): LossyNetwork {
  const servers: net.Server[] = [];
  const sockets = new Set<Socket>();
  let isCut = false;
  let isHeld = false;
  let lost = 0;
  let unreached = 0;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  };
  const pass = (from: Socket, to: Socket) => {
    from.on('data', (bytes) => {
      if (isCut) lost += bytes.length;
      else to.write(bytes);
    });
    if (isHeld) from.pause();
    // Also an end is something that does not arrive.
    from.on('end', () => {
      if (!isCut) to.end();
    });
    from.on('close', () => {
      if (!isCut) to.destroy();
    });
  };
  const dropAll = () => {
    for (const socket of sockets) socket.destroy();
  };

  return {
    async through(url) {
      const target = new URL(url);
      const server = net.createServer({ allowHalfOpen: true }, (near) => {
        keep(near);
        if (isCut) {
          near.resume();
          return;
        }
        const far = net.connect({ port: Number(target.port), host: target.hostname, allowHalfOpen: true });
        keep(far);
        far.once('error', (error) => {
          if ('code' in error && error.code === 'ECONNREFUSED') unreached += 1;
        });
        pass(near, far);
        pass(far, near);
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      servers.push(server);
      const reached = new URL(url);
      reached.port = String((server.address() as AddressInfo).port);
      return reached.href.replace(/\/$/, url.endsWith('/') ? '/' : '');
    },
    hold() {
      isHeld = true;
      for (const socket of sockets) socket.pause();
    },
    release() {
      isHeld = false;
      for (const socket of sockets) socket.resume();
    },
    cut() {
      isCut = true;
    },
    lost: () => lost,
    unreached: () => unreached,
    heal() {
      dropAll();
      isCut = false;
    },
    async close() {
      dropAll();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
