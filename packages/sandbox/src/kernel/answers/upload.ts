import { createHash } from 'node:crypto'
import type { UploadFacts } from '../../generated/extensions.ts'
import type { ReceivedRequest } from '../protocol/received-request.ts'
import { Refused } from '../protocol/refused.ts'
import { transportRefusals } from '../protocol/transport-refusals.ts'
import { isObject } from '../validate/check-value.ts'
import { refuseBody } from '../validate/violations.ts'

/** A form type with a boundary, which parsing requires. */
const FORM_TYPE = /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"[^"]+"|[^\s";]+)/i

/** An uploaded file with the fields beside it. */
export interface ReceivedUpload {
  readonly file: Uint8Array
  /** The JSON beside the file, the only signed part. */
  readonly signed: Uint8Array
  readonly upload: UploadFacts
}

/**
 * Parses a multipart body.
 *
 * @throws {Refused} 400 when the body is not multipart, or lacks one of the two parts
 */
export async function readUpload(request: ReceivedRequest, upload: UploadFacts): Promise<ReceivedUpload> {
  const form = await readForm(request)
  const meta = form.get(upload.meta ?? '')
  const file = form.get(upload.file)
  if (typeof meta !== 'string') throw new Refused(refuseBody(`缺少表单字段 ${upload.meta}`))
  if (!(file instanceof File) || file.name === '')
    throw new Refused(refuseBody(`缺少文件 ${upload.file}，或没有文件名`))
  return { file: await file.bytes(), signed: Buffer.from(meta), upload }
}

/** @throws {Refused} 400 when the digest is not the file's */
export function checkDigest({ file, upload }: ReceivedUpload, meta: unknown): void {
  const digest = isObject(meta) ? meta[upload.digest] : undefined
  if (digest !== digestOf(file, upload)) throw new Refused(refuseBody(`文件的摘要与 ${upload.digest} 不一致`))
}

export function digestOf(file: Uint8Array, { algorithm }: UploadFacts): string {
  return createHash(algorithm).update(file).digest('hex')
}

/** @throws {Refused} 400 */
export async function readForm({ headers, body }: ReceivedRequest): Promise<FormData> {
  const type = headers.get('content-type') ?? ''
  if (!FORM_TYPE.test(type)) throw new Refused(transportRefusals.formWithoutBoundary)
  const bytes = await body()
  try {
    return await new Response(Uint8Array.from(bytes), { headers: { 'content-type': type } }).formData()
  } catch {
    throw new Refused(refuseBody('请求体不是合法的 multipart/form-data'))
  }
}
