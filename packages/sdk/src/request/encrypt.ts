import type { Config } from '../config/resolve-options.ts'
import { RequestError } from '../errors/request-error.ts'
import type { PlatformKey } from '../platform/platform-keys.ts'
import { isAlreadyEncrypted } from './already-encrypted.ts'
import type { OperationCall } from './operation-call.ts'
import { describeId, describeValue } from '../errors/describe-value.ts'
import { replaceFields } from './sensitive-fields.ts'

/** What a call sends, as it goes over the wire. */
export interface Content {
  readonly json: unknown
  /** Beside a file. */
  readonly fields: unknown
  readonly query: Readonly<Record<string, unknown>> | undefined
  /** Of the key that is named in `Wechatpay-Serial`: fields are encrypted with it, the answer is to be signed with it. */
  readonly serial: string
}

/** Whether the spec calls anything in a request sensitive: of most operations nothing. */
export function encrypts({ meta }: OperationCall): boolean {
  return meta.encrypt !== undefined || meta.encryptQuery !== undefined
}

export function plainContent({ json, fields, query }: OperationCall, { platform }: Config): Content {
  return { json, fields, query, serial: platform.preferred.serial }
}

/**
 * Encrypts what the spec calls sensitive.
 *
 * @throws {RequestError} a field that is no text, too long, or encrypted for another key than the others
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

/** Encrypts the sensitive fields of one call, all of them with one key, which the request then names. */
class FieldCipher {
  readonly #operation: string
  readonly #key: PlatformKey
  #used: string | undefined

  constructor(operation: string, key: PlatformKey) {
    this.#operation = operation
    this.#key = key
  }

  /** Of the key that the fields are encrypted with; of the client's when there were none. */
  get serial(): string {
    return this.#used ?? this.#key.serial
  }

  readonly encrypt = async (value: unknown, field: string): Promise<string> => {
    const marked = isAlreadyEncrypted(value)
    if (!marked && typeof value !== 'string') throw this.#refused(field, describeValue(value))
    const serial = marked ? value.serial : this.#key.serial
    // The request can name one key only.
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
