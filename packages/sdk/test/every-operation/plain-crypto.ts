import {
  constants,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  privateDecrypt,
  verify,
} from 'node:crypto'

/** WeChat Pay's cryptography in a few lines, written from its documentation alone, as a reference for the client. */

export function isSignedBy(publicKey: string, message: string | Uint8Array, signature: string): boolean {
  return verify('sha256', Buffer.from(message), createPublicKey(publicKey), Buffer.from(signature, 'base64'))
}

export function openField(privateKey: string, ciphertext: string, padding = constants.RSA_PKCS1_OAEP_PADDING): string {
  const key = createPrivateKey(privateKey)
  return privateDecrypt({ key, padding, oaepHash: 'sha1' }, Buffer.from(ciphertext, 'base64')).toString()
}

export function digest(algorithm: string, bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex')
}

/** Computes `sign` of APIv2; the length of the given signature identifies the algorithm. */
export function signV2(fields: Readonly<Record<string, string>>, key: string, length: number): string {
  const text = Object.keys(fields)
    .filter((name) => name !== 'sign' && fields[name] !== '')
    .toSorted()
    .map((name) => `${name}=${fields[name]}&`)
    .join('')
  const hash = length === 64 ? createHmac('sha256', key) : createHash('md5')
  return hash.update(`${text}key=${key}`).digest('hex').toUpperCase()
}

/** Decrypts the sensitive texts below a value in place. */
export function openFields(value: unknown, path: readonly string[], open: (text: string) => string): unknown {
  const [step, ...rest] = path
  if (step === undefined) return typeof value === 'string' ? open(value) : value
  if (Array.isArray(value)) return value.map((item) => openFields(item, path, open))
  if (typeof value !== 'object' || value === null) return value
  const name = step.replace('[]', '')
  if (!Object.hasOwn(value, name)) return value
  const inner = (value as Record<string, unknown>)[name]
  const opened =
    rest.length === 0 && Array.isArray(inner) ? inner.map((text: string) => open(text)) : openFields(inner, rest, open)
  return { ...value, [name]: opened }
}

/** Parses APIv2's XML: elements that contain text, CDATA or elements. */
export function readXml(xml: string): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  const inside = /^<xml>([^]*)<\/xml>$/.exec(xml)?.[1]
  if (inside === undefined) throw new Error(`not <xml>…</xml>: ${xml.slice(0, 80)}`)
  for (const [, name = '', content = ''] of inside.matchAll(
    /<([\w.-]+)>((?:<!\[CDATA\[[^]*?\]\]>|(?!<\/\1>)[^])*)<\/\1>/g,
  )) {
    if (Object.hasOwn(fields, name)) throw new Error(`<${name}> for the second time`)
    fields[name] = /^<\w/.test(content) ? readXml(`<xml>${content}</xml>`) : textOf(content)
  }
  return fields
}

function textOf(content: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", '#13': '\r' }
  return content.replace(
    /<!\[CDATA\[([^]*?)\]\]>|&([#\w]+);/g,
    (_, cdata: string | undefined, entity: string) => cdata ?? named[entity] ?? '?',
  )
}
