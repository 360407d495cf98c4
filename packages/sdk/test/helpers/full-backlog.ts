import { createServer, type AddressInfo } from 'node:net'
import { parentPort, type MessagePort } from 'node:worker_threads'

/** Listens, but never accepts connections: once the backlog is full, the kernel drops every SYN. */
const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
  ;(parentPort as MessagePort).postMessage((server.address() as AddressInfo).port)
  // Blocks until the thread is terminated.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})
