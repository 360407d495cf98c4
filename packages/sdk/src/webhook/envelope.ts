import { utf8Decode } from '../crypto/utf8-decode.ts'
import type { FieldDecrypter, SealedResource } from '../crypto/roles.ts'
import type { WebhookError } from '../errors/webhook-error.ts'
import { decryptFields } from './decrypt-fields.ts'
import { documentedType, factsOf, isV2Type, type WebhookEvent } from './event.ts'
import { partyMismatch, type Candidate } from './merchant-keys.ts'
import { refuse } from './refusals.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * Converts verified bytes to their event.
 *
 * @param candidates merchants whose keys verified the bytes; the one whose APIv3 key decrypts the resource is the right
 *   one
 * @param json the bytes as a text, if they arrived so
 */
export async function openEnvelope(
  raw: Uint8Array,
  candidates: readonly [Candidate, ...Candidate[]],
  json?: string,
): Promise<WebhookEvent> {
  const envelope = parseObject('the body', raw, json)
  const resource = envelope['resource']
  if (!isObject(resource)) throw refuse.malformed('resource', 'an object')
  const algorithm = text(resource, 'algorithm')
  if (algorithm !== 'AEAD_AES_256_GCM') throw refuse.malformed('resource.algorithm', 'AEAD_AES_256_GCM')
  const sealed = {
    ciphertext: text(resource, 'ciphertext'),
    nonce: text(resource, 'nonce'),
    associated_data: optionalText(resource, 'associated_data'),
  }
  const originalType = optionalText(resource, 'original_type')
  const summary = optionalText(envelope, 'summary')
  const id = text(envelope, 'id')
  const createTime = text(envelope, 'create_time')
  const eventType = documentedType(text(envelope, 'event_type'), originalType, summary)
  const resourceType = text(envelope, 'resource_type')
  const { resource: opened, decrypter } = await open(sealed, candidates)
  // Names that this package gives to APIv2 notifications are not valid types of APIv3.
  const facts = isV2Type(eventType) ? undefined : factsOf(eventType)
  const decrypted = facts?.decrypt ? await decryptFields(opened, facts.decrypt, decrypter) : opened
  return {
    version: 'v3',
    id,
    createTime,
    eventType,
    originalType,
    resourceType,
    summary,
    raw,
    known: facts !== undefined,
    resource: decrypted,
  } as WebhookEvent
}

/** Merchants may even share the APIv3 key; then the merchant named in the resource decides. */
async function open(
  sealed: SealedResource,
  candidates: readonly [Candidate, ...Candidate[]],
): Promise<{ readonly resource: Json; readonly decrypter: FieldDecrypter | undefined }> {
  let failure: WebhookError | undefined
  for (const { cipher, decrypter, merchant } of candidates) {
    let plaintext: Uint8Array
    try {
      plaintext = await cipher.open(sealed)
    } catch (error) {
      failure ??= refuse.undecryptable(error)
      continue
    }
    const resource = parseObject('the decrypted resource', plaintext)
    const mismatch = merchant && partyMismatch(resource, merchant)
    if (!mismatch) return { resource, decrypter }
    failure = mismatch
  }
  throw failure!
}

/** Parses an object. The parser's own message is left out, because it quotes the text, which may be a user's data. */
function parseObject(what: string, bytes: Uint8Array, json?: string): Json {
  let value: unknown
  try {
    value = JSON.parse(json ?? utf8Decode(bytes))
  } catch {
    throw refuse.malformed(what, 'JSON in UTF-8')
  }
  if (!isObject(value)) throw refuse.malformed(what, 'a JSON object')
  return value
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(from: Json, name: string): string {
  const value = from[name]
  if (typeof value !== 'string' || value === '') throw refuse.malformed(name, 'a text')
  return value
}

/** Reads an optional text. WeChat Pay sends null, an empty text or nothing for a missing value. */
function optionalText(from: Json, name: string): string {
  const value = from[name] ?? ''
  if (typeof value !== 'string') throw refuse.malformed(name, 'a text')
  return value
}
