import { invalid } from '../../kernel/control/control-error.ts'
import { digestOf } from '../../kernel/answers/upload.ts'
import type { UploadFacts } from '../../generated/extensions.ts'
import type { SandboxOperation } from '../../generated/operations.ts'
import type { MerchantCredentials } from '../../kernel/merchant/credentials.ts'
import type { AskedCall } from './asked-call.ts'

/** A call that is ready to be sent, and what people see of it. */
export interface SignedCall {
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  /** The text that the signature covers, without a key. Empty where nothing is signed. */
  readonly signingString: string
  readonly body: string | FormData | undefined
  /** The body as people see it; for a form its fields, and of the file the name and the length. */
  readonly shownBody: string
}

/** Everything a call is signed with. */
export interface Signing {
  /** The operation at the call's path; undefined where the spec has none. */
  readonly operation: SandboxOperation | undefined
  readonly credentials: MerchantCredentials
  /** Whether the merchant's client encrypts sensitive fields to the platform's certificate. */
  readonly byCertificate: boolean
  /** Real time, ms. */
  readonly now: number
}

/** A file and its digest. */
interface Upload {
  readonly form: FormData
  readonly digest: string
}

/** @throws {ControlError} the call has no file */
export function uploadOf({ file }: AskedCall, upload: UploadFacts): Upload {
  if (!file) throw invalid('file', 'a file, as its name and its bytes in Base64', file)
  const bytes = Buffer.from(file.base64, 'base64')
  const form = new FormData()
  form.append(upload.file, new File([bytes], file.filename), file.filename)
  return { form, digest: digestOf(bytes, upload) }
}

/** Shows the fields of a form, one a line, and the file by its name and length. */
export function describeForm(form: FormData): string {
  return [...form]
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : `${value.name} (${value.size} bytes)`}`)
    .join('\n')
}

/** Puts fields before the file of a form, where receivers expect them. */
export function withFile(form: FormData, fields: Iterable<readonly [name: string, text: string]>): FormData {
  const whole = new FormData()
  for (const [name, value] of fields) whole.append(name, value)
  for (const [name, value] of form) whole.append(name, value)
  return whole
}
