import { crypto } from '#crypto'
import type { Machinery } from '../client/machinery.ts'
import { DecryptionError } from '../errors/decryption-error.ts'
import { MalformedResponseError } from '../errors/malformed-response-error.ts'
import { VerificationError } from '../errors/verification-error.ts'
import { WechatPayError } from '../errors/wechatpay-error.ts'
import type { CallOptions } from '../request/call-options.ts'
import { exchange } from '../request/execute.ts'
import { addressedCall } from '../request/download/handed-out-address.ts'
import { refusalOf } from '../request/answer/refusal.ts'
import { signRequest } from '../request/sign.ts'
import { transportError } from '../request/retry/transport-error.ts'
import { BodyBuffer } from '../transport/body-buffer.ts'
import type { StreamedResponse, Transport, TransportRequest } from '../transport/transport.ts'
import type { DigestAlgorithm, FileStore, FileTools } from './file-store.ts'
import { isBroken, unpack } from './unpack.ts'

/** The description of a file in a signed application. */
export interface AppliedFile {
  /** Valid for five minutes. */
  readonly download_url: string
  readonly hash_type: DigestAlgorithm
  /** Digest of the original file, before compression and encryption, in hexadecimal. */
  readonly hash_value: string
  /** Key and nonce of AES-256-GCM for an encrypted file. */
  readonly sealed?: { readonly key: Uint8Array; readonly nonce: Uint8Array }
}

/** File tools for the current runtime. */
export async function fileTools(): Promise<FileTools> {
  return crypto.runtime === 'node'
    ? (await import('#node/bills/node-files')).nodeFiles
    : (await import('./web-files.ts')).webFiles
}

/**
 * Downloads a file. The request is signed but the answer is not, so the digest takes the place of its signature. A file
 * that is incomplete, cannot be decompressed or has another digest is discarded.
 *
 * @throws {RequestError} the address does not belong to WeChat Pay
 * @throws {VerificationError} the digest differs, even after one repeat
 */
export async function fetchFile(
  client: Machinery,
  tools: FileTools,
  file: AppliedFile,
  given: CallOptions,
): Promise<FileStore> {
  const { config } = client
  const { call, built } = await addressedCall(client, 'download_url', file.download_url, given)
  const { operation } = call
  return await exchange(call, config, (query) => client.run(query), {
    request: () => signRequest(built, config, call.facts.unsignedRequest),
    send: (request) => openStream(config.transport, request),
    async answer(response: StreamedResponse, request) {
      const { status, headers } = response
      const requestId = headers['request-id']
      const body = brokenAs((error) => transportError(error, call, request), response.body)
      if (status !== 200) {
        const refusal = { status, headers, body: await beginOf(body) }
        throw await refusalOf(operation, refusal, request.signed, config.clock.now())
      }
      const { sealed } = file
      const opened = sealed
        ? brokenAs(
            (error) =>
              error instanceof WechatPayError ? error : new DecryptionError('the file', { requestId, cause: error }),
            tools.decrypt(body, sealed.key, sealed.nonce),
          )
        : body
      const store = tools.store(file.hash_type)
      try {
        for await (const bytes of unpack(opened)) await store.write(bytes)
        if ((await store.finish()) === file.hash_value.toLowerCase()) return store
      } catch (error) {
        await store.close()
        if (!isBroken(error)) throw error
        throw new MalformedResponseError(`${operation}: ${error.message}`, { status, requestId, cause: error })
      }
      await store.close()
      throw new VerificationError(
        'bad-digest',
        `${operation}: the file is not the one whose ${file.hash_type} was told`,
        {
          status,
          requestId,
          hint: {
            zh: '文件已丢弃。请重新申请下载地址后再试；若持续出现，请检查代理是否改动了应答',
            en: 'The file was thrown away. Apply for it again; if it lasts, does anything in between alter answers?',
          },
        },
      )
    },
  })
}

async function openStream(transport: Transport, request: TransportRequest): Promise<StreamedResponse> {
  if (transport.stream) return transport.stream(request)
  const response = await transport.send(request)
  return {
    ...response,
    body: (async function* () {
      yield response.body
    })(),
  }
}

async function* brokenAs(
  asError: (error: unknown) => Error,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  const chunks = source[Symbol.asyncIterator]()
  try {
    for (;;) {
      let next: IteratorResult<Uint8Array, unknown>
      try {
        next = await chunks.next()
      } catch (error) {
        throw asError(error)
      }
      if (next.done) return
      yield next.value
    }
  } finally {
    await chunks.return?.()
  }
}

async function beginOf(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const buffer = new BodyBuffer(true)
  for await (const bytes of source) if (!buffer.add(bytes)) break
  return buffer.bytes()
}
