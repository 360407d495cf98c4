import {
  SCHEME,
  authorizationHeader,
  crypto,
  nonce,
  parseCertificate,
  parsePrivateKey,
  parsePublicKey,
  requestSigningString,
  utf8,
} from 'wechatpay-ts/crypto'
import { invalid } from '../kernel/control/control-error.ts'
import { type Read, object, oneOf, optional, text } from '../kernel/control/input.ts'
import { type ControlRoute, withBody } from '../kernel/control/route.ts'
import type { MerchantCredentials } from '../kernel/merchant/credentials.ts'
import { loadOperations } from '../kernel/protocol/operation-tree.ts'
import { mapFields } from '../kernel/protocol/sensitive-fields.ts'

type Json = Readonly<Record<string, unknown>>

/** A call as people see it: the request and the answer. Headers are as on the wire. */
export interface Trial {
  readonly request: {
    readonly method: string
    readonly target: string
    readonly headers: Readonly<Record<string, string>>
    /** The five lines that the signature covers. */
    readonly signingString: string
    readonly body: string
  }
  readonly answer: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    /** The text of the answer; for a file that is not text, its length. */
    readonly body: string
  }
}

export interface TrialOptions {
  /**
   * Returns the merchant that calls, and whether the client encrypts sensitive fields to the platform's certificate.
   */
  readonly merchant: () => Promise<{ readonly credentials: MerchantCredentials; readonly byCertificate: boolean }>
  /** The payment API only. A trial reaches no other part of the sandbox. */
  readonly api: (request: Request) => Promise<Response>
  /** Real time, ms. */
  readonly wallClock: () => number
}

const json: Read<Json> = (value, field) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(field, 'a JSON object', value)
  return value as Json
}

const trial = object({
  method: oneOf(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path: text(
    /^\/(?:(?:hk|global)\/)?v3\/[\w\-.~%!$&'()*+,;=:@/|]{1,2000}$/,
    'the path of an APIv3 operation, its parameters filled in',
  ),
  query: optional(json),
  json: optional(json),
})

/**
 * Creates the route that makes a call as the merchant and returns all of it. It serves pages that show a call and must
 * not have the keys: the sandbox signs, so no key leaves it.
 */
export function trialRoute({ merchant, api, wallClock }: TrialOptions): ControlRoute {
  return {
    method: 'POST',
    path: '/try',
    about: '以商户的身份调用一个 APIv3 接口，答请求行、请求头、签名串与应答 · make a call and show all of it',
    fromDocs: true,
    handle: withBody(trial, async ({ method, path, query = {}, json: body }): Promise<Trial> => {
      const { credentials, byCertificate } = await merchant()
      const found = (await loadOperations()).find(method, path.replace(/^\/(?:hk|global)(?=\/)/, ''))
      const { encrypt = [] } = typeof found === 'number' ? {} : await found.value()
      const key = encryptionKey(credentials, byCertificate)
      const encryptAll = (value: Json) =>
        mapFields(value, encrypt, (plain) => key.encrypter.encrypt(plain)) as Promise<Json>
      const sent = body === undefined ? '' : JSON.stringify(await encryptAll(body))
      const target = path + searchOf(await encryptAll(query))
      const headers = {
        Accept: 'application/json',
        'Content-Type': 'application/json',
        'User-Agent': 'wechatpay-sandbox-try',
        'Wechatpay-Serial': key.serial,
      }
      const signed = await sign({ method, target, body: sent }, credentials, wallClock())
      const request = { ...headers, Authorization: signed.authorization }
      const response = await api(
        new Request(`http://sandbox.invalid${target}`, {
          method,
          headers: request,
          ...(sent !== '' && { body: sent }),
        }),
      )
      return {
        request: { method, target, headers: request, signingString: signed.signingString, body: sent },
        answer: {
          status: response.status,
          headers: Object.fromEntries(response.headers),
          body: await bodyOf(response),
        },
      }
    }),
  }
}

function searchOf(query: Json): string {
  const entries = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one: unknown): [string, string] => {
      if (typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean') return [name, String(one)]
      throw invalid(`query.${name}`, 'text, a number, true or false', one)
    }),
  )
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries)}`
}

async function sign(
  { method, target, body }: { method: string; target: string; body: string },
  { mchid, certificateSerial: serial, privateKey }: MerchantCredentials,
  now: number,
): Promise<{ authorization: string; signingString: string }> {
  const timestamp = Math.floor(now / 1000)
  const once = nonce()
  const message = requestSigningString({ method, target, timestamp, nonce: once, body: utf8(body) })
  const signature = await crypto.signer(parsePrivateKey('privateKey', privateKey).pkcs8).sign(message)
  return {
    authorization: authorizationHeader(SCHEME, { mchid, nonce: once, timestamp, serial, signature }),
    signingString: new TextDecoder().decode(message),
  }
}

/** Returns the key that a client of this merchant encrypts sensitive fields to, and its name. */
function encryptionKey(
  { publicKeyId, publicKey, platformCertificates, platformSerials }: MerchantCredentials,
  byCertificate: boolean,
) {
  const [certificate] = platformCertificates
  const [serial] = platformSerials
  const isCertified = byCertificate && certificate !== undefined && serial !== undefined
  return isCertified
    ? { serial, encrypter: crypto.fieldEncrypter(parseCertificate('certificate', certificate).spki) }
    : { serial: publicKeyId, encrypter: crypto.fieldEncrypter(parsePublicKey('publicKey', publicKey).spki) }
}

async function bodyOf(response: Response): Promise<string> {
  const bytes = new Uint8Array(await response.arrayBuffer())
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return `${bytes.length} bytes`
  }
}
