import type { UploadFacts } from '../../spec/document.ts'
import type { CatalogueOperation } from '../entry.ts'
import { uploadDigests, uploadLimits } from './corrections.ts'

/** Describes the parts of a multipart upload; undefined for all other operations. */
export function uploadFacts({ id, request }: CatalogueOperation): UploadFacts | undefined {
  if (request.body.kind !== 'multipart') return undefined
  const file = request.body.fields.find((field) => field.type === 'file')
  const meta = request.body.fields.find((field) => field.encoded === 'json')
  const described = meta?.fields ?? request.body.fields
  const digest = described.find(({ name }) => /^(?:sha256|digest|file_digest|media_hash)$/.test(name))
  if (!file || !digest) throw new Error(`${id}: an upload needs a file and a field for its digest`)
  const filename = described.find(({ name }) => /^(?:filename|file_name)$/.test(name))
  return {
    file: file.name,
    ...(meta && { meta: meta.name }),
    digest: digest.name,
    algorithm: uploadDigests[id] ?? 'sha256',
    ...(filename && { filename: filename.name }),
    ...uploadLimits[id],
  }
}
