import type { Config } from '../../config/resolve-options.ts'
import { utf8 } from '../../crypto/bytes.ts'
import { RequestError } from '../../errors/request-error.ts'
import { requestOf, type BuiltRequest } from '../build/build-request.ts'
import { toJson } from '../build/to-json.ts'
import type { Content } from '../build/encrypt.ts'
import type { OperationCall } from '../call.ts'
import type { UploadFacts } from '../../generated/extensions.ts'
import { describeName, describeValue } from '../../errors/describe-value.ts'
import { digestOf } from './digest.ts'
import { formOf } from './multipart.ts'
import { extensionOf, readFile, type LoadedFile } from './read-file.ts'

/**
 * Builds a request with a file. The signature covers only the JSON beside the file, which contains the file's digest.
 *
 * @throws {RequestError} the file or its fields cannot be sent
 */
export async function buildUpload(call: OperationCall, content: Content, config: Config): Promise<BuiltRequest> {
  const upload = uploadOf(call)
  refuseOtherBodies(call)
  const { file, digest } = await loadUpload(call, upload)
  const fields = {
    ...given(call.operation, content.meta),
    [upload.digest]: digest,
    ...(upload.filename && { [upload.filename]: file.filename }),
  }
  const signedBody = utf8(toJson(call.operation, 'meta', fields))
  const { contentType, body } = formOf([
    { name: upload.meta ?? 'meta', mediaType: 'application/json', content: signedBody },
    { name: upload.file, filename: file.filename, mediaType: file.mediaType, content: file.bytes },
  ])
  return { ...requestOf(call, content, config, { 'content-type': contentType }, body), signedBody }
}

/** Reads the file, checks the limits and computes its digest. A digest or name from the caller must match. */
export async function loadUpload(
  call: OperationCall,
  upload: UploadFacts,
): Promise<{ readonly file: LoadedFile; readonly digest: string }> {
  const { operation } = call
  const file = await readFile(operation, call.file, upload.maxBytes)
  const extension = extensionOf(file.filename)
  if (upload.extensions && !upload.extensions.includes(extension)) {
    throw new RequestError(
      'file',
      `${operation}: file: expected one of ${upload.extensions.join(', ')}, received ${extension === '' ? 'a name without one' : describeName(extension)}`,
      { hint: { zh: '文件名须带受支持的扩展名', en: 'The name must end with one of these extensions.' } },
    )
  }
  const digest = await digestOf(operation, upload.algorithm, file.bytes)
  const described = given(operation, call.meta)
  disagree(operation, upload.digest, described[upload.digest], digest)
  if (upload.filename) disagree(operation, upload.filename, described[upload.filename], file.filename)
  return { file, digest }
}

function uploadOf({ facts, operation }: OperationCall): UploadFacts {
  if (facts.upload) return facts.upload
  throw new RequestError('file', `${operation}: nothing is known of how it takes a file`)
}

/** Refuses other bodies, which would otherwise be ignored silently. */
function refuseOtherBodies({ operation, json, xml, body }: OperationCall): void {
  for (const [field, value] of Object.entries({ json, xml, body })) {
    if (value === undefined) continue
    throw new RequestError(field, `${operation}: it takes no ${field}`, {
      hint: {
        zh: '上传接口的文件放进 file，说明放进 meta',
        en: 'The file goes into `file`, what is said of it into `meta`.',
      },
    })
  }
}

/** The caller's fields beside the file. */
function given(operation: string, meta: unknown): Readonly<Record<string, unknown>> {
  if (meta === undefined) return {}
  if (typeof meta === 'object' && meta !== null && !Array.isArray(meta))
    return meta as Readonly<Record<string, unknown>>
  throw new RequestError('meta', `${operation}: meta: expected an object, received ${describeValue(meta)}`)
}

function disagree(operation: string, name: string, value: unknown, real: string): void {
  if (value === undefined || value === real) return
  throw new RequestError(
    `meta.${name}`,
    `${operation}: meta.${name}: it says otherwise than the file: ${describeValue(value)} in the place of ${describeValue(real)}`,
    { hint: { zh: '可省略，由客户端计算', en: 'Leave it out: the client finds it by itself.' } },
  )
}

/** Form parts for fields, as in APIv2. */
export function fieldParts(fields: Readonly<Record<string, string>>): { name: string; content: Uint8Array }[] {
  return Object.entries(fields).map(([name, value]) => ({ name, content: utf8(value) }))
}
