import { createHash } from 'node:crypto'
import type { UploadFacts } from '../../generated/extensions.ts'
import type { ReceivedRequest } from '../protocol/received-request.ts'
import { Refused } from '../protocol/refused.ts'
import { transportRefusals } from '../protocol/transport-refusals.ts'
import { isObject } from '../validate/check-value.ts'
import { paramError } from '../machine/refusal.ts'
import { refuseBody } from '../validate/violations.ts'

const FORM_TYPE = /^multipart\/form-data\s*(?:;|$)/i
const BOUNDARY = /;\s*boundary=/i
const FILLED_BOUNDARY = /;\s*boundary=(?:"[^"]+"|[^\s";]+)/i
/** The first line of a form: two hyphens and the boundary, which has at most 70 characters. */
const FIRST_LINE = /^--([\w'()+,./:=? -]{0,69}[\w'()+,./:=?-])\r\n/
const FIRST_LINE_BYTES = 80

const MIB = 1024 * 1024
/** Limit of files whose size is not documented. */
const MOST_FILE_BYTES = 8 * MIB

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
  const form = await readForm(request, upload)
  const meta = form.get(upload.meta ?? '')
  const file = form.get(upload.file)
  if (typeof meta !== 'string') throw new Refused(refuseBody(`缺少表单字段 ${upload.meta}`))
  if (!(file instanceof File) || file.name === '')
    throw new Refused(refuseBody(`缺少文件 ${upload.file}，或没有文件名`))
  return { file: await file.bytes(), signed: Buffer.from(meta), upload }
}

/** @throws {Refused} 400 when the file is too large, or the digest is not the file's */
export function checkFile({ file, upload }: ReceivedUpload, meta: unknown): void {
  const problem = sizeProblem(file.length, upload)
  if (problem !== undefined) throw new Refused(paramError(problem))
  const digest = isObject(meta) ? meta[upload.digest] : undefined
  if (digest !== digestOf(file, upload)) throw new Refused(refuseBody(`文件的摘要与 ${upload.digest} 不一致`))
}

export function digestOf(file: Uint8Array, { algorithm }: UploadFacts): string {
  return createHash(algorithm).update(file).digest('hex')
}

/** Returns production's words for a file that is too large; undefined for any other. */
export function sizeProblem(bytes: number, { maxBytes = MOST_FILE_BYTES }: UploadFacts): string | undefined {
  return bytes > maxBytes ? `文件大小不能超过${maxBytes / MIB}M，请检查后重新提交` : undefined
}

/** @throws {Refused} 400 */
export async function readForm(
  { headers, body }: ReceivedRequest,
  { maxBytes = MOST_FILE_BYTES }: UploadFacts,
): Promise<FormData> {
  const header = headers.get('content-type') ?? ''
  if (!FORM_TYPE.test(header)) throw new Refused(transportRefusals.formWithoutBoundary)
  const bytes = await body(maxBytes)
  const type = typeWithBoundary(header, bytes)
  try {
    return await new Response(Uint8Array.from(bytes), { headers: { 'content-type': type } }).formData()
  } catch {
    throw new Refused(refuseBody('请求体不是合法的 multipart/form-data'))
  }
}

/**
 * The documentation of every upload asks for `multipart/form-data` and nothing more, and published clients send just
 * that. The body's first line then names the boundary.
 *
 * @throws {Refused} 400 when neither names one
 */
function typeWithBoundary(header: string, body: Uint8Array): string {
  if (FILLED_BOUNDARY.test(header)) return header
  const start = Buffer.from(body.subarray(0, FIRST_LINE_BYTES)).toString('latin1')
  const boundary = BOUNDARY.test(header) ? undefined : FIRST_LINE.exec(start)?.[1]
  if (boundary === undefined) throw new Refused(transportRefusals.formWithoutBoundary)
  return `multipart/form-data; boundary="${boundary}"`
}
