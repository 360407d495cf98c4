import { PathTemplate } from '../../operation/path-template.ts'
import { ownOptions } from '../../shared/own-options.ts'
import type { Config } from '../../config/resolve-options.ts'
import { describeValue } from '../../errors/describe-value.ts'
import { RequestError } from '../../errors/request-error.ts'
import { callerHeaders, type BuiltRequest } from '../build/build-request.ts'
import type { CallOptions } from '../call-options.ts'
import { operationAt } from '../../operation/find-operation.ts'
import { isLoopback } from '../../shared/loopback.ts'
import type { OperationCall } from '../call.ts'
import type { CallingClient } from '../perform-call.ts'
import { readOptions } from '../build/read-options.ts'

const EMPTY = new Uint8Array(0)
const WECHAT_PAY = /\.(?:weixin\.qq\.com|wechatpay\.cn)$/

/** A GET of an address from an answer. Path and query are signed and sent exactly as given. */
export interface AddressedCall {
  readonly call: OperationCall
  readonly built: BuiltRequest
}

/**
 * @param field the caller's name for the address
 * @throws {RequestError} the address does not belong to WeChat Pay, or an option does not apply to it
 */
export async function addressedCall(
  client: CallingClient,
  field: string,
  address: unknown,
  given: CallOptions,
): Promise<AddressedCall> {
  const { config } = client
  const { parameters: _, options, ...content } = readOptions(`GET ${field}`, new PathTemplate(''), given)
  for (const [name, value] of Object.entries(content)) {
    if (value === undefined) continue
    throw new RequestError(name, `GET ${field}: it takes no ${name}`, {
      hint: { zh: '地址里已包含全部参数', en: 'Everything it takes is in the address.' },
    })
  }
  const { origin, target } = readAddress(field, address, config, options)
  const template = new PathTemplate(target.slice(1).split('?')[0]!)
  const found = await operationAt('GET', template)
  // The address names its host, so the operation's own host does not apply.
  const { host: __, ...facts } = found.facts
  const call: OperationCall = {
    ...found,
    ...content,
    parameters: {},
    options,
    facts: ownOptions({ ...facts, ...(origin !== undefined && { host: origin }), retry: 'safe' as const }),
  }
  const headers = {
    accept: '*/*',
    'user-agent': config.userAgent,
    ...(options.headers && callerHeaders(found.operation, options.headers)),
  }
  return { call, built: { method: 'GET', target, body: EMPTY, headers } }
}

/**
 * @returns path and query as given, and the origin unless it is a host of the client, whose hosts are interchangeable
 */
function readAddress(
  field: string,
  address: unknown,
  { hosts, customHost }: Config,
  { baseUrl }: CallOptions,
): { readonly origin: string | undefined; readonly target: string } {
  const refuse = (received: string): RequestError =>
    new RequestError(
      field,
      `${field}: expected an https address of WeChat Pay, as it was answered, received ${received}`,
      {
        hint: { zh: `请原样传入应答中的 ${field}`, en: `Pass the ${field} of the answer unchanged.` },
      },
    )
  const url = typeof address === 'string' ? URL.parse(address) : null
  if (!url || !/^https?:$/.test(url.protocol)) throw refuse(describeValue(address))
  const text = address as string
  if (url.username !== '' || url.password !== '') throw refuse('one with a user name or password')
  if (text.includes('#')) throw refuse('one with a fragment (#)')
  // Servers and fetch normalise addresses; an address that they would change must not be signed.
  if (text.replace(/^https?:\/\/[^/?\\]*/i, '') !== url.pathname + url.search) {
    throw refuse('one with characters or segments that would be changed on the way: they must be percent-encoded')
  }
  const own = [...(baseUrl === undefined ? [] : [baseUrl.replace(/\/$/, '')]), ...hosts].find((host) =>
    url.href.startsWith(`${host}/`),
  )
  if (own !== undefined) return { origin: undefined, target: url.href.slice(own.length) }
  const target = url.pathname + url.search
  // Another server could use our signature against us.
  if (url.protocol === 'https:' && WECHAT_PAY.test(url.hostname)) return { origin: url.origin, target }
  // A sandbox's addresses contain its listening address, which may not be reachable from here. The request goes to the
  // client's host.
  if ((customHost || baseUrl !== undefined) && isLoopback(url.hostname)) return { origin: undefined, target }
  throw refuse(url.protocol === 'https:' ? 'one of another host' : 'one without TLS, or of another host')
}
