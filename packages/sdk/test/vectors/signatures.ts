import { utf8 } from '../../src/crypto/bytes.ts'
import { requestSigningString, responseSigningString } from '../../src/crypto/signing-string.ts'
import data from './signatures.json' with { type: 'json' }

interface SignatureVector {
  readonly id: string
  readonly about: string
  readonly key: keyof typeof data.publicKeys
  readonly signature: string
  /** The signed content: exactly one of the three members. */
  readonly request?: { method: string; target: string; timestamp: string; nonce: string; body: string }
  readonly response?: { timestamp: string; nonce: string; body: string }
  readonly text?: string
}

/** Public keys as Base64 of SubjectPublicKeyInfo. */
export const { publicKeys } = data

/** Signature vectors, each with the message that our builders produce. */
export const signatures = (data.signatures as readonly SignatureVector[]).map((vector) => {
  const { id, about, key, signature } = vector
  return { id, about, key, signature, message: messageOf(vector) }
})

/** A notification in the form in which it arrives. */
export function callback(id: 'C' | 'F6') {
  const { response, signature } = (data.signatures as readonly SignatureVector[]).find((vector) => vector.id === id)!
  return { ...response!, signature }
}

function messageOf({ request, response, text }: SignatureVector): Uint8Array {
  if (request) return requestSigningString({ ...request, body: utf8(request.body) })
  if (response) return responseSigningString(response.timestamp, response.nonce, utf8(response.body))
  return utf8(text!)
}
