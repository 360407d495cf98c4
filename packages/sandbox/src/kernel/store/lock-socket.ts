import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { type FileHandle, open } from 'node:fs/promises'
import { type Server, createConnection, createServer } from 'node:net'
import { join } from 'node:path'

/** How many bytes a socket's path may have on every system. */
const MAX_PATH = 100

/**
 * Listens on a socket in a folder for as long as this process lives. The kernel answers for a process that is stopped or
 * busy, and refuses as soon as it is dead, in whichever pid namespace it ran.
 *
 * @returns undefined where the file system takes no sockets
 */
export async function listenOnSocket(folder: string, name: string): Promise<AsyncDisposable | undefined> {
  const place = await socketPath(folder, name)
  if (!place) return undefined
  const server: Server = createServer((connection) => connection.destroy())
  server.unref()
  try {
    server.listen({ path: place.path, backlog: 64 })
    await once(server, 'listening')
    // A connection that cannot be accepted has been answered by the kernel all the same.
    server.on('error', () => {})
  } catch {
    await place.directory?.close()
    return undefined
  }
  return {
    async [Symbol.asyncDispose]() {
      // The path is removed with the socket, so the folder it is reached through stays open until then.
      await new Promise((resolve) => server.close(resolve))
      await place.directory?.close()
    },
  }
}

/**
 * Whether somebody listens on a socket: `dead` when the kernel knows that the listener is gone, `unknown` when it cannot
 * tell because there is no such socket.
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
    // Not allowed to connect, too many waiting to be accepted: somebody is there.
    return 'alive'
  } finally {
    connection.destroy()
    await place.directory?.close()
  }
}

/** A path that is short enough, if need be by way of the open folder. */
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
