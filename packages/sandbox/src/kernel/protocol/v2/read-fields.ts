import { XmlError, parseXml } from 'wechatpay-ts/v2'
import type { UploadFacts } from '../../../generated/extensions.ts'
import type { SandboxOperation } from '../../../generated/operations.ts'
import { digestOf, readForm, sizeProblem } from '../../answers/upload.ts'
import type { ReceivedRequest } from '../received-request.ts'
import { Refused } from '../refused.ts'
import { notUnderstood } from './refusals.ts'

/** A message of APIv2, whose values are all texts. */
export type Fields = Readonly<Record<string, string>>

/**
 * Reads the fields of a request from its query, form or XML.
 *
 * @throws {Refused}
 */
export async function readFields(request: ReceivedRequest, { content, upload }: SandboxOperation): Promise<Fields> {
  if (content === 'none') return Object.fromEntries(request.query)
  if (upload) return readUploadFields(request, upload)
  try {
    return parseXml(await request.body())
  } catch (error) {
    throw error instanceof XmlError ? new Refused(notUnderstood('XML格式错误')) : error
  }
}

async function readUploadFields(request: ReceivedRequest, upload: UploadFacts): Promise<Fields> {
  const form = await readForm(request, upload)
  const file = form.get(upload.file)
  if (!(file instanceof File)) throw new Refused(notUnderstood(`缺少文件 ${upload.file}`))
  const problem = sizeProblem(file.size, upload)
  if (problem !== undefined) throw new Refused(notUnderstood(problem))
  const texts = [...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  const fields = Object.fromEntries(texts)
  const digest = digestOf(await file.bytes(), upload)
  if (fields[upload.digest]?.toLowerCase() !== digest) throw new Refused(notUnderstood(`${upload.digest}与文件不一致`))
  return fields
}
