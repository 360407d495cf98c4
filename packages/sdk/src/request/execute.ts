import { isMisdirected } from '../config/refuse-production.ts'
import type { Config } from '../config/resolve-options.ts'
import { NetworkError } from '../errors/network-error.ts'
import { OutcomeUnknownError } from '../errors/outcome-unknown-error.ts'
import { RequestError } from '../errors/request-error.ts'
import { isObserved } from '../observe/is-observed.ts'
import type { CallObserver, ObservedAttempt } from '../observe/observe.ts'
import { buildRequest, type BuiltRequest } from './build/build-request.ts'
import { checkBrand } from './build/check-brand.ts'
import { checkFields } from './build/check-fields.ts'
import { decodeResponse } from './answer/decode.ts'
import { doubtOf, retryClass } from './retry/doubt.ts'
import { encryptContent, encrypts, plainContent } from './build/encrypt.ts'
import type { OperationCall, RunQuery } from './call.ts'
import type { PreparedRequest } from './prepared-request.ts'
import { refusalOf } from './answer/refusal.ts'
import type { BrowserRedirect, Result } from './result.ts'
import { retryDelay } from './retry/retry-delay.ts'
import { mayHaveActed, settles, shouldRetry } from './retry/should-retry.ts'
import { pendingOf } from './answer/pending.ts'
import { preparedRequest, signRequest } from './sign.ts'
import { transportError } from './retry/transport-error.ts'
import { givenUp, unlessAborted } from './unless-aborted.ts'
import { isRefusal, type TransportRequest, type TransportResponse } from '../transport/transport.ts'
import { verifyResponse } from './answer/verify.ts'

/**
 * Encrypts, builds, signs, sends, verifies and decodes. Where that is safe, a failed attempt is repeated from the
 * signature on.
 */
export function execute(call: OperationCall, config: Config, runQuery: RunQuery): Promise<Result<unknown>> {
  const building = build(call, config)
  return building instanceof Promise
    ? executeLater(building, call, config, runQuery)
    : executeBuilt(building, call, config, runQuery)
}

async function executeLater(
  building: Promise<BuiltRequest>,
  call: OperationCall,
  config: Config,
  runQuery: RunQuery,
): Promise<Result<unknown>> {
  return await executeBuilt(await building, call, config, runQuery)
}

/** Most requests are built at once, and then a call has one promise less. */
function executeBuilt(
  built: BuiltRequest,
  call: OperationCall,
  config: Config,
  runQuery: RunQuery,
): Promise<Result<unknown>> {
  const { facts } = call
  if (facts.redirect) return Promise.resolve(redirectTo(call, built, config))
  return exchange(call, config, runQuery, {
    request: () => signRequest(built, config, facts.unsignedRequest),
    send: (request) => config.transport.send(request),
    answer: (response, { signed }) => unlessAborted(call, answerOf(call, response, signed, config), true),
  })
}

async function answerOf(
  { facts, operation }: OperationCall,
  response: TransportResponse,
  signed: Uint8Array,
  config: Config,
): Promise<Result<unknown>> {
  if (isRefusal(response)) throw await refusalOf(operation, response, signed, config.clock.now())
  if (!facts.unsigned) await verifyResponse(operation, response, config, facts.signsDigest)
  const pending = pendingOf(operation, response)
  if (pending) throw pending
  return decodeResponse(operation, response, facts, config)
}

/** Builds the request: mostly at once. If it waits for keys, ciphertexts or a file, the result is a promise. */
function build(call: OperationCall, config: Config): BuiltRequest | Promise<BuiltRequest> {
  checkBrand(call, config)
  const wait = config.platform.ready()
  if (wait || encrypts(call) || call.facts.body === 'multipart')
    return unlessAborted(call, buildLater(call, config, wait), false)
  checkFields(call)
  return buildRequest(call, plainContent(call, config), config)
}

async function buildLater(call: OperationCall, config: Config, wait: Promise<void> | undefined): Promise<BuiltRequest> {
  if (wait) await wait
  checkFields(call)
  const content = encrypts(call) ? await encryptContent(call, config) : plainContent(call, config)
  if (call.facts.body !== 'multipart') return buildRequest(call, content, config)
  const { buildUpload } = await import('./upload/build-upload.ts')
  return buildUpload(call, content, config)
}

/** Returns the address for the user's browser. Nothing is sent. */
export function redirectTo(call: OperationCall, { target }: BuiltRequest, config: Config): Result<BrowserRedirect> {
  const { fragment } = call.facts
  const url = `${hostsOf(call, config)[0]}${target}${fragment ? `#${fragment}` : ''}`
  return { data: { url }, status: 302, headers: { location: url }, requestId: undefined }
}

/** The parts of an exchange that differ between APIv2, APIv3 and the download of a file. */
export interface Protocol<Request, Response, Answer> {
  /** Returns the request as one attempt sends it. */
  request(): Promise<Request>
  send(request: TransportRequest): Promise<Response>
  /** Verifies and decodes an answer, or throws. */
  answer(response: Response, request: Request & TransportRequest): Promise<Answer>
}

/** Sends until there is an answer or a repeat would not be safe. */
export async function exchange<Request extends BuiltRequest, Response, Answer>(
  call: OperationCall,
  config: Config,
  runQuery: RunQuery,
  protocol: Protocol<Request, Response, Answer>,
): Promise<Answer> {
  const { options, operation } = call
  const retry = retryClass(call)
  const hosts = hostsOf(call, config)
  const maxRetries = options.maxRetries ?? config.maxRetries
  const timeoutMs = options.timeoutMs ?? config.timeoutMs
  const observer = isObserved(config) ? await observe(call, config) : undefined
  let host = 0
  let staleSockets = 0
  // WeChat Pay may have acted on an attempt that was lost. A later attempt that cannot even connect does not change
  // that.
  let inDoubt = false
  let sent = false
  for (let retries = 0; ;) {
    let attempt: ObservedAttempt | undefined
    try {
      const request = await unlessAborted(call, protocol.request(), sent)
      const url = hosts[host]! + request.target
      // A transport sees only properties that are set here: it inherits none.
      const clientCertificate = Object.hasOwn(request, 'clientCertificate') ? request.clientCertificate : undefined
      const outgoing = { ...request, url, timeoutMs, signal: options.signal, clientCertificate }
      attempt = observer?.begin(hosts[host]!, request.body)
      let response: Response
      try {
        response = await protocol.send(outgoing)
      } catch (error) {
        const failure = transportError(error, call, outgoing)
        sent ||= !(failure instanceof NetworkError && failure.phase === 'connect')
        throw failure
      }
      sent = true
      attempt?.answered(response)
      const answer = await protocol.answer(response, outgoing)
      attempt?.succeeded(answer)
      return answer
    } catch (error) {
      attempt?.failed(error)
      inDoubt = (inDoubt && !settles(error)) || mayHaveActed(error)
      if (!shouldRetry(error, { retry, retries, maxRetries, staleSockets })) {
        if (retry === 'safe' || !inDoubt) throw error
        throw new OutcomeUnknownError(operation, { cause: error, ...doubtOf(call), run: runQuery })
      }
      const isStale = error instanceof NetworkError && error.phase === 'reused-socket'
      if (error instanceof NetworkError && error.phase === 'connect') host = (host + 1) % hosts.length
      const delayMs = isStale ? 0 : retryDelay(error, retries, config.random)
      if (attempt) observer?.retry({ request: attempt.event, error, delayMs, origin: hosts[host]! })
      if (isStale) {
        staleSockets++
        continue
      }
      await pause(delayMs, call, config, sent)
      retries++
    }
  }
}

async function observe(call: OperationCall, config: Config): Promise<CallObserver> {
  const { CallObserver } = await import('../observe/observe.ts')
  return new CallObserver(call, config)
}

/** Builds the request as `execute` would first send it. */
export async function prepare(call: OperationCall, config: Config): Promise<PreparedRequest> {
  const built = await build(call, config)
  const signed = await unlessAborted(call, signRequest(built, config, call.facts.unsignedRequest), false)
  return preparedRequest(call.operation, signed, hostsOf(call, config)[0])
}

/**
 * Returns the hosts to use. An operation's own host applies only to clients without a custom host; a sandbox plays all
 * hosts.
 *
 * @throws {RequestError} the call would send keys of a sandbox to WeChat Pay; a client's own hosts have been checked
 */
export function hostsOf({ operation, options, facts }: OperationCall, config: Config): readonly [string, ...string[]] {
  const { baseUrl } = options
  if (baseUrl !== undefined) {
    if (isMisdirected(config.serial, baseUrl)) throw productionRefused(operation)
    return [baseUrl.replace(/\/$/, '')]
  }
  return facts.host !== undefined && !config.customHost ? [new URL(facts.host).origin] : config.hosts
}

function productionRefused(operation: string): RequestError {
  return new RequestError(
    'baseUrl',
    `${operation}: baseUrl: expected an address of the sandbox, whose keys the client has, received one of WeChat Pay`,
    {
      hint: {
        zh: '请去掉 baseUrl，或用生产密钥另建一个客户端',
        en: 'Leave it out, or make a client with the keys of production.',
      },
    },
  )
}

async function pause(ms: number, call: OperationCall, config: Config, sent: boolean): Promise<void> {
  try {
    await config.clock.sleep(ms, call.options.signal)
  } catch (error) {
    throw givenUp(call, error, sent)
  }
}
