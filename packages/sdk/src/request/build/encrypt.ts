import type { Config } from '../../config/resolve-options.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { PlatformKey } from '../../platform/platform-keys.ts'
import { isAlreadyEncrypted } from './already-encrypted.ts'
import type { OperationCall } from '../call.ts'
import { describeId, describeValue } from '../../errors/describe-value.ts'
import { replaceFields } from '../../shared/replace-fields.ts'

/** The content of a call in the form in which it is sent. */
export interface Content {
  readonly json: unknown
  /** The fields beside a file. */
  readonly meta: unknown
  readonly query: Readonly<Record<string, unknown>> | undefined
  /** The serial of the key that encrypts the fields and should sign the answer; sent as `Wechatpay-Serial`. */
  readonly serial: string
}

/** Whether the operation has sensitive request fields; most have none. */
export function encrypts({ facts }: OperationCall): boolean {
  return facts.encrypt !== undefined || facts.encryptQuery !== undefined
}

export function plainContent({ json, meta, query }: OperationCall, { platform }: Config): Content {
  return { json, meta, query, serial: platform.preferred.serial }
}

/**
 * Encrypts the fields that the spec marks as sensitive.
 *
 * @throws {RequestError} a field is not a text, too long, or encrypted to another key than the others
 */
export async function encryptContent(call: OperationCall, { platform }: Config): Promise<Content> {
  const { json, meta, query, facts } = call
  const { encrypt = [] } = facts
  const cipher = new FieldCipher(call.operation, platform.preferred)
  return {
    json: await replaceFields(json, encrypt, cipher.encrypt),
    meta: await replaceFields(meta, encrypt, cipher.encrypt),
    query: facts.encryptQuery
      ? ((await replaceFields(query, facts.encryptQuery, cipher.encrypt)) as Content['query'])
      : query,
    serial: cipher.serial,
  }
}

/** Encrypts the sensitive fields of one call with one key, which the request then names. */
class FieldCipher {
  readonly #operation: string
  readonly #key: PlatformKey
  #used: string | undefined

  constructor(operation: string, key: PlatformKey) {
    this.#operation = operation
    this.#key = key
  }

  /** The serial of the key that encrypted the fields, or of the client's preferred key if there were none. */
  get serial(): string {
    return this.#used ?? this.#key.serial
  }

  readonly encrypt = async (value: unknown, field: string): Promise<string> => {
    const marked = isAlreadyEncrypted(value)
    if (!marked && typeof value !== 'string') throw this.#refused(field, describeValue(value))
    const serial = marked ? value.serial : this.#key.serial
    // A request can name only one key.
    if (this.#used !== undefined && this.#used !== serial) {
      throw this.#refused(field, `a field for ${describeId(serial)} beside one for ${describeId(this.#used)}`)
    }
    this.#used = serial
    if (marked) return value.ciphertext
    try {
      return await this.#key.encrypter.encrypt(value)
    } catch (error) {
      if (error instanceof RangeError) throw this.#refused(field, error.message, error)
      throw error
    }
  }

  #refused(field: string, received: string, cause?: unknown): RequestError {
    return new RequestError(field, `${this.#operation}: ${field}: expected a text to encrypt, received ${received}`, {
      cause,
      hint: {
        zh: '敏感字段请传明文；已自行加密的用 alreadyEncrypted() 标明',
        en: 'Give the plaintext; mark ciphertext of your own with alreadyEncrypted().',
      },
    })
  }
}
