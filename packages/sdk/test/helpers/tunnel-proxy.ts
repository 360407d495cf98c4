import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'

/**
 * A proxy like those of companies: it tunnels (CONNECT), forwards plain requests, and records the requested addresses.
 */
export class TunnelProxy implements AsyncDisposable {
  readonly asked: string[] = []
  readonly url: string
  readonly #server: Server
  readonly #sockets: Set<Socket>

  private constructor(server: Server, sockets: Set<Socket>, asked: string[]) {
    this.#server = server
    this.#sockets = sockets
    this.asked = asked
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  /** @param status status of the answer to CONNECT; with any other than 200 it does not tunnel */
  static async start(status = 200): Promise<TunnelProxy> {
    const asked: string[] = []
    const sockets = new Set<Socket>()
    const server = createServer()
    server.on('connect', (request, socket: Socket) => {
      asked.push(`CONNECT ${request.url}`)
      sockets.add(socket)
      socket.on('error', () => undefined)
      if (status !== 200) return socket.end(`HTTP/1.1 ${status} No\r\n\r\n`)
      const [host, port] = (request.url ?? '').split(':')
      const target = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        target.pipe(socket).pipe(target)
      })
      sockets.add(target)
      target.on('error', () => socket.destroy())
      return undefined
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new TunnelProxy(server, sockets, asked)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
