import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGitHttp } from '../../src/demo/git-http.ts';

/** A Git server in a process of its own: `node entry.ts <folder of repositories>`. Says its URL, and the bytes it sent when asked. */
const { handle } = createGitHttp({ root: process.argv[2] ?? '', access: () => 'allow' });
let sentBytes = 0;
const server = createServer((request, response) => {
  const { socket } = request;
  const before = socket.bytesWritten;
  response.once('close', () => {
    sentBytes += socket.bytesWritten - before;
  });
  handle(request, response).then(
    (handled) => {
      if (!handled) response.writeHead(404).end();
    },
    () => response.destroy(),
  );
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
process.on('message', () => process.send?.({ sentBytes }));
process.on('disconnect', () => process.exit(0));
