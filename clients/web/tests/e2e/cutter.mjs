// A wire that can be cut: a TCP proxy before the server.

import { connect, createServer } from 'node:net';

/** @param {URL} target */
export async function wireTo(target) {
  const open = new Set();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return near.destroy();
    const far = connect(Number(target.port || 80), target.hostname.replace(/^\[|\]$/g, ''));
    for (const [socket, other] of [[near, far], [far, near]]) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    isCut = true;
    for (const socket of open) socket.destroy();
  };
  return {
    url: new URL(`http://127.0.0.1:${server.address().port}/`),
    cut,
    mend: () => void (isCut = false),
    end: () => {
      cut();
      server.close();
    },
  };
}
