import type { Config } from '../config/resolve-options.ts'
import { RequestError } from '../errors/request-error.ts'
import type { PlatformKey } from '../platform/platform-keys.ts'
import { isAlreadyEncrypted } from './already-encrypted.ts'
import type { OperationCall } from './operation-call.ts'
import { describeId, describeValue } from '../errors/describe-value.ts'
import { replaceFields } from './sensitive-fields.ts'

/** The content of a call in the form in which it is sent. */
export interface Content {
  readonly json: unknown
  /** Fields beside a file. */
  readonly fields: unknown
  readonly query: Readonly<Record<string, unknown>> | undefined
  /** The serial of the key that encrypts the fields and should sign the answer; sent as `Wechatpay-Serial`. */
  readonly serial: string
}

/** Whether the operation has sensitive request fields; most have none. */
export function encrypts({ meta }: OperationCall): boolean {
  return meta.encrypt !== undefined || meta.encryptQuery !== undefined
}

export function plainContent({ json, fields, query }: OperationCall, { platform }: Config): Content {
  return { json, fields, query, serial: platform.preferred.serial }
}

/**
 * Encrypts the fields that the spec marks as sensitive.
 *
 * @throws {RequestError} a field is not a text, too long, or encrypted to another key than the others
 */
export async function encryptContent(call: OperationCall, { platform }: Config): Promise<Content> {
  const { json, fields, query, meta } = call
  const { encrypt = [] } = meta
  const cipher = new FieldCipher(call.operation, platform.preferred)
  return {
    json: await replaceFields(json, encrypt, cipher.encrypt),
    fields: await replaceFields(fields, encrypt, cipher.encrypt),
    query: meta.encryptQuery
      ? ((await replaceFields(query, meta.encryptQuery, cipher.encrypt)) as Content['query'])
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
