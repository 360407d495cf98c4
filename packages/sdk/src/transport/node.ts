import type { Agent, AgentOptions, ClientRequest, IncomingMessage } from 'node:http'
import { BodyBuffer } from './body-buffer.ts'
import {
  TransportFailure,
  isRefusal,
  type ResponseHeaders,
  type StreamedResponse,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from './transport.ts'

/** A host with its kept-alive connections. */
interface Host {
  readonly name: { readonly protocol: string; readonly hostname: string; readonly port: string }
  /**
   * The module itself, because tools that intercept requests (msw, nock, tracing) may replace its `request` at any
   * time.
   */
  readonly http: Pick<typeof import('node:http'), 'request'>
  readonly agent: Agent
}

/** Idle connections are closed after this time, before a device on the way drops them silently. */
const IDLE_MS = 30_000

/** Size of a TLS record. Each chunk is passed on before more is read, so that a large answer does not accumulate. */
const PIECE_BYTES = 16 * 1024

const SWITCHED = 'answered with 101 Switching Protocols, which was not asked for'

/**
 * `node:http` and `node:https` with kept-alive connections. Idle ones do not keep the process alive. The modules are
 * loaded with the first request, because they take longer to load than this whole package.
 */
export function defaultTransport(): Transport {
  const hosts = new Map<string, Host>()
  const start = <Answer>(request: TransportRequest, receive: Receive<Answer>): Promise<Answer> => {
    const pathAt = request.url.indexOf('/', 'https://'.length)
    const origin = request.url.slice(0, pathAt)
    const path = request.url.slice(pathAt)
    const host = hosts.get(origin)
    if (host) return exchange(request, path, host, receive)
    return openHost(origin).then((opened) => {
      // Simultaneous calls share one host; otherwise each would have its own connection.
      const shared = hosts.get(origin) ?? opened
      hosts.set(origin, shared)
      return exchange(request, path, shared, receive)
    })
  }
  return {
    presentsCertificates: true,
    send: (request) => start(request, collect),
    stream: (request) => start(request, hand),
    close() {
      // Busy connections belong to running calls; their agent closes them when they become idle.
      for (const { agent } of hosts.values())
        for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy()
      hosts.clear()
    },
  }
}

async function openHost(origin: string): Promise<Host> {
  const { protocol, hostname: written, port } = new URL(origin)
  // A URL has brackets around an IPv6 address; a socket's address has none.
  const hostname = written.replaceAll(/[[\]]/g, '')
  const { default: http } = protocol === 'https:' ? await import('node:https') : await import('node:http')
  // The agent's types lack the options that it passes on to its sockets.
  const options = {
    keepAlive: true,
    highWaterMark: PIECE_BYTES,
    // Proxies are taken from the environment where Node's own agent takes them: NODE_USE_ENV_PROXY=1, --use-env-proxy.
    proxyEnv: (http.globalAgent as AgentWithOptions).options?.proxyEnv,
  }
  return { name: { protocol, hostname, port }, http, agent: closingIdle(new http.Agent(options)) }
}

/**
 * Makes the agent close connections that were idle for too long, or for as long as the server announced (`Keep-Alive:
 * timeout=…`). With its own `timeout` option the agent does the same, but then each request also adds and removes a
 * listener and starts two timers. The limit of a request is this module's.
 */
function closingIdle(agent: AgentWithOptions): Agent {
  const asIfLimited = Object.create(agent, {
    options: { value: { ...agent.options, timeout: IDLE_MS } },
  }) as AgentWithOptions
  agent.keepSocketAlive = agent.keepSocketAlive.bind(asIfLimited)
  return agent
}

/** Node's types omit the options of an agent. A program may have installed its own global agent, without options. */
type AgentWithOptions = Agent & { readonly options?: AgentOptions }

/** The running limits of an exchange. */
interface Limits {
  /** Starts the time limit for the next wait. */
  start(): void
  pause(): void
  /** Removes timer and signal listener. */
  finish(): void
  /** Ends the exchange; the first failure counts. */
  fail(failure: TransportFailure): TransportFailure
}

/** Turns the response into the answer. */
type Receive<Answer> = (response: IncomingMessage, limits: Limits, resolve: (answer: Answer) => void) => void

function exchange<Answer>(
  { method, headers, body, timeoutMs, signal, clientCertificate }: TransportRequest,
  path: string,
  { name, http, agent }: Host,
  receive: Receive<Answer>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new TransportFailure('aborted', signal.reason))
    const hasBody = body.length > 0
    let request: ClientRequest
    try {
      request = http.request({
        ...name,
        // The agent separates connections with different certificates.
        ...clientCertificate,
        method,
        path,
        agent,
        headers: hasBody || method !== 'GET' ? { ...headers, 'content-length': body.length } : headers,
      })
    } catch (error) {
      // Node refuses invalid input (a damaged client certificate, a header) before it opens a connection.
      return reject(new TransportFailure('connect', error))
    }
    // A kept connection is there already; a new one announces itself.
    let connected = request.reusedSocket
    let answered = false
    let failed: TransportFailure | undefined
    let timer: ReturnType<typeof setTimeout>

    const limits: Limits = {
      start: () => void (timer = setTimeout(timeUp, timeoutMs)),
      pause: () => clearTimeout(timer),
      finish() {
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
      },
      fail(failure) {
        if (failed) return failed
        limits.finish()
        reject(failure)
        request.destroy()
        return (failed = failure)
      },
    }
    const timeUp = (): void => void limits.fail(new TransportFailure(connected ? 'timeout' : 'connect-timeout'))
    const abort = (): void => void limits.fail(new TransportFailure('aborted', signal?.reason))
    limits.start()
    signal?.addEventListener('abort', abort)

    if (!connected) {
      request.on('socket', (socket) => {
        if (socket.connecting)
          socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => (connected = true))
        else connected = true
      })
    }
    request.on('error', (error) => {
      if (!connected) return limits.fail(new TransportFailure('connect', error))
      if (!request.reusedSocket || answered) return limits.fail(new TransportFailure('exchange', error))
      // The server had most likely closed this connection while it was idle, and the other idle ones too.
      for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy()
      return limits.fail(new TransportFailure('reused-socket', error))
    })
    request.on('response', (response: IncomingMessage) => {
      answered = true
      // The body of a 101 belongs to another protocol and never ends.
      if (response.statusCode === 101) limits.fail(new TransportFailure('exchange', new Error(SWITCHED)))
      else receive(response, limits, resolve)
    })
    // Node treats an answer that upgrades the connection as neither response nor error, and only closes the request.
    request.on('close', () => answered || limits.fail(new TransportFailure('exchange', new Error(SWITCHED))))
    request.end(hasBody ? body : undefined)
  })
}

function headOf(response: IncomingMessage): Pick<TransportResponse, 'status' | 'headers'> {
  return { status: response.statusCode ?? 0, headers: response.headers as ResponseHeaders }
}

const collect: Receive<TransportResponse> = (response, limits, resolve) => {
  const head = headOf(response)
  const body = new BodyBuffer(isRefusal(head))
  const finish = (): void => {
    limits.finish()
    resolve({ ...head, body: body.bytes() })
  }
  response.on('data', (chunk: Buffer) => {
    if (body.add(chunk)) return
    if (body.isTooLarge) limits.fail(new TransportFailure('too-large'))
    else {
      finish()
      response.destroy()
    }
  })
  response.on('error', (error) => limits.fail(new TransportFailure('exchange', error)))
  response.on('end', finish)
}

const hand: Receive<StreamedResponse> = (response, limits, resolve) => {
  limits.pause()
  // Between two reads there is no listener, and an unhandled error event ends the process.
  response.on('error', () => undefined)
  resolve({ ...headOf(response), body: piecesOf(response, limits) })
}

async function* piecesOf(response: IncomingMessage, limits: Limits): AsyncGenerator<Uint8Array, void> {
  // Ending the iterator early destroys the response and its connection.
  const pieces = response[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>
  let whole = false
  try {
    for (;;) {
      limits.start()
      const piece = await pieces.next()
      limits.pause()
      if ((whole = piece.done === true)) return
      yield piece.value
    }
  } catch (error) {
    throw limits.fail(new TransportFailure('exchange', error))
  } finally {
    limits.finish()
    if (!whole) response.destroy()
  }
}
