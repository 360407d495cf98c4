import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { type FileHandle, open } from 'node:fs/promises'
import { type Server, createConnection, createServer } from 'node:net'
import { join } from 'node:path'

/** Maximum length of a socket's path on every system, in bytes. */
const MAX_PATH = 100

/**
 * Listens on a socket in a folder as long as this process lives. The kernel accepts connections even for a stopped or
 * busy process, and refuses them once it is dead, in any pid namespace.
 *
 * @returns undefined where the file system has no sockets
 */
export async function listenOnSocket(folder: string, name: string): Promise<AsyncDisposable | undefined> {
  const place = await socketPath(folder, name)
  if (!place) return undefined
  const server: Server = createServer((connection) => connection.destroy())
  server.unref()
  try {
    server.listen({ path: place.path, backlog: 64 })
    await once(server, 'listening')
    // The kernel has answered a connection even if it cannot be accepted.
    server.on('error', () => {})
  } catch {
    await place.directory?.close()
    return undefined
  }
  return {
    async [Symbol.asyncDispose]() {
      // Closing removes the socket's path, so the folder in that path must stay open until then.
      await new Promise((resolve) => server.close(resolve))
      await place.directory?.close()
    },
  }
}

/**
 * Whether somebody listens on a socket: `dead` when the kernel reports that the listener is gone, `unknown` when there
 * is no such socket.
 */
export async function probeSocket(folder: string, name: string): Promise<'alive' | 'dead' | 'unknown'> {
  const place = await socketPath(folder, name)
  if (!place) return 'unknown'
  const connection = createConnection(place.path)
  try {
    await once(connection, 'connect')
    return 'alive'
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ECONNREFUSED') return 'dead'
    if (code === 'ENOENT') return process.platform === 'win32' ? 'dead' : 'unknown'
    // Missing permission or a full queue show that somebody listens.
    return 'alive'
  } finally {
    connection.destroy()
    await place.directory?.close()
  }
}

/** Returns a path that is short enough, through the open folder if needed. */
async function socketPath(folder: string, name: string): Promise<{ path: string; directory?: FileHandle } | undefined> {
  const path = join(folder, name)
  if (process.platform === 'win32') {
    return { path: `\\\\.\\pipe\\wechatpay-sandbox-${createHash('sha256').update(path).digest('hex')}` }
  }
  if (Buffer.byteLength(path) <= MAX_PATH) return { path }
  if (process.platform !== 'linux') return undefined
  const directory = await open(folder, 'r')
  return { path: `/proc/self/fd/${directory.fd}/${name}`, directory }
}
