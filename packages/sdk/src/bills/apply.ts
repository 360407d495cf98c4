import type { Machinery } from '../client/machinery.ts'
import { ownOptions } from '../shared/own-options.ts'
import { utf8 } from '../crypto/bytes.ts'
import { ApiError, type ApiErrorDetails } from '../errors/api-error.ts'
import { BillNotReadyError, NoBillError } from '../errors/bill-error.ts'
import { DecryptionError } from '../errors/decryption-error.ts'
import { MalformedResponseError } from '../errors/malformed-response-error.ts'
import { RequestError } from '../errors/request-error.ts'
import type { PathMap } from '../generated/chain.ts'
import type { CallOptions } from '../request/call-options.ts'
import type { Result } from '../request/result.ts'
import type { DigestAlgorithm } from './file-store.ts'
import type { AppliedFile } from './fetch-file.ts'

/** The operations that answer with a bill's download address, and those whose bills are encrypted. */
export type BillPath =
  | 'v3/bill/tradebill'
  | 'v3/bill/fundflowbill'
  | 'v3/profitsharing/bills'
  | 'v3/merchant/fund/withdraw/bill-type/{bill_type}'
  | 'v3/funds-to-oversea/bill-download-url'
export type SealedBillPath =
  | 'v3/bill/sub-merchant-fundflowbill'
  | 'v3/ecommerce/bill/fundflowbill'
  | 'v3/payscore/merchant-bill'

type OptionsOf<Path extends BillPath | SealedBillPath> = NonNullable<Parameters<PathMap[Path]['get']>[0]>

/** The options of the operation. Every bill covers one day: `2026-03-01`. */
export type BillOptions<Path extends BillPath | SealedBillPath> = OptionsOf<Path> & {
  readonly query: { readonly bill_date: string }
}

const HEX = /^[0-9a-f]+$/i
const DIGESTS: readonly unknown[] = ['SHA1', 'SHA256', 'SM3'] satisfies DigestAlgorithm[]
const AEAD = 'AEAD_AES_256_GCM'

/** @throws {NoBillError | BillNotReadyError | ApiError} WeChat Pay refused */
export async function apply(client: Machinery, path: BillPath, options: unknown): Promise<AppliedFile> {
  const answer = await ask(client, path, options)
  return readApplied(answer.data, (field, expected) => malformed(path, answer, `data.${field}: expected ${expected}`))
}

/**
 * Returns the files of an encrypted bill in their order. Each has its own key, which only the merchant's private key
 * decrypts.
 *
 * @throws {NoBillError | BillNotReadyError | ApiError} WeChat Pay refused
 * @throws {RequestError} WeChat Pay named another algorithm, or the client can sign but not decrypt
 * @throws {DecryptionError} the merchant's private key does not decrypt a key
 */
export async function applySealed(
  client: Machinery,
  path: SealedBillPath,
  options: unknown,
): Promise<readonly AppliedFile[]> {
  const { decrypter } = client.config
  checkAlgorithm(path, options)
  if (!decrypter) {
    throw new RequestError(
      'merchant.privateKey',
      `GET ${path}: its files are encrypted, and the client has only a signer`,
      {
        hint: {
          zh: '请传入 merchant.privateKey，或在 signer 旁传入 merchant.decrypter',
          en: 'Give merchant.privateKey, or merchant.decrypter beside the signer.',
        },
      },
    )
  }
  const answer = await ask(client, path, options)
  const { download_bill_count: count, download_bill_list: list = [] } = (answer.data ?? {}) as SealedAnswer
  if (!Array.isArray(list) || list.length !== count)
    throw malformed(path, answer, 'data.download_bill_list: expected as many files as data.download_bill_count')
  const files = (list as readonly SealedItem[]).toSorted((a, b) => Number(a.bill_sequence) - Number(b.bill_sequence))
  return Promise.all(
    files.map(async (item, at) => {
      const name = `download_bill_list[${at}]`
      const problem = (field: string, expected: string): MalformedResponseError =>
        malformed(path, answer, `data.${name}.${field}: expected ${expected}`)
      const { download_url, hash_type, hash_value } = readApplied(item, problem)
      if (typeof item.nonce !== 'string') throw problem('nonce', 'a text')
      let key: Uint8Array
      try {
        key = utf8(await decrypter.decrypt(String(item.encrypt_key)))
      } catch (error) {
        throw new DecryptionError(`data.${name}.encrypt_key`, { requestId: answer.requestId, cause: error })
      }
      if (key.length !== 32) throw problem('encrypt_key', 'a key of 32 bytes')
      return { download_url, hash_type, hash_value, sealed: { key, nonce: utf8(item.nonce) } }
    }),
  )
}

interface SealedAnswer {
  readonly download_bill_count?: unknown
  readonly download_bill_list?: unknown
}

interface SealedItem {
  readonly bill_sequence?: unknown
  readonly encrypt_key?: unknown
  readonly nonce?: unknown
}

async function ask(client: Machinery, path: string, options: unknown): Promise<Result<unknown>> {
  try {
    return (await client.call('GET', { path }, options)) as Result<unknown>
  } catch (error) {
    throw error instanceof ApiError ? explain(error) : error
  }
}

/** Turns the two refusals that belong to the business of bills into errors of their own. */
function explain(error: ApiError): ApiError {
  const { operation, status, code: apiCode, apiMessage, detail, requestId, retryAfterMs } = error
  const details: ApiErrorDetails = { operation, status, apiCode, apiMessage, detail, requestId, retryAfterMs }
  if (apiCode === 'NO_STATEMENT_EXIST') {
    return new NoBillError({
      ...details,
      hint: {
        zh: '当日没有数据时没有账单，可按空账单处理；请确认日期与账单类型',
        en: 'There is none for a day without entries: take it for an empty one, if date and type are what you meant.',
      },
    })
  }
  if (apiCode !== 'STATEMENT_CREATING') return error
  return new BillNotReadyError({
    ...details,
    hint: {
      zh: '账单生成中：建议次日 10 点后获取，约 30 分钟后再试',
      en: 'It is being made. Ask after 10:00 of the next day, and again in half an hour.',
    },
  })
}

/** @param problem creates the error for a field */
export function readApplied(data: unknown, problem: (field: string, expected: string) => Error): AppliedFile {
  const { download_url, hash_type, hash_value } = (data ?? {}) as Readonly<Record<string, unknown>>
  if (typeof download_url !== 'string') throw problem('download_url', 'an address')
  if (!DIGESTS.includes(hash_type)) throw problem('hash_type', DIGESTS.join(', '))
  if (typeof hash_value !== 'string' || !HEX.test(hash_value)) throw problem('hash_value', 'hexadecimal digits')
  return { download_url, hash_type: hash_type as DigestAlgorithm, hash_value }
}

function checkAlgorithm(path: string, options: unknown): void {
  const { query } = ownOptions((options ?? {}) as { readonly query?: Readonly<Record<string, unknown>> }, { query: {} })
  const field = path === 'v3/payscore/merchant-bill' ? 'encryption_algorithm' : 'algorithm'
  const given = query?.[field]
  if (given === AEAD || given === undefined) return
  throw new RequestError(
    `query.${field}`,
    `GET ${path}: query.${field}: expected ${AEAD}, which can be decrypted here`,
    {
      hint: {
        zh: `请使用 ${AEAD}；SM4_GCM 需国密密钥`,
        en: `Ask for ${AEAD}; SM4_GCM takes keys of the national kind.`,
      },
    },
  )
}

function malformed(path: string, { status, requestId }: Result<unknown>, what: string): MalformedResponseError {
  return new MalformedResponseError(`GET ${path}: ${what}`, { status, requestId })
}

/** Returns the options of a call that also apply to the download. */
export function downloadOptions(options: CallOptions = {}): CallOptions {
  const { signal, timeoutMs, maxRetries, baseUrl } = ownOptions(options)
  return {
    ...(signal && { signal }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(maxRetries !== undefined && { maxRetries }),
    ...(baseUrl !== undefined && { baseUrl }),
  }
}
