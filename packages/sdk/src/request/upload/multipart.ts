import { concatBytes, utf8 } from '../../crypto/bytes.ts'
import { nonce } from '../../crypto/nonce.ts'

/** One part of a form. */
export interface Part {
  readonly name: string
  readonly filename?: string
  readonly mediaType?: string
  readonly content: Uint8Array
}

export interface Form {
  readonly contentType: string
  readonly body: Uint8Array
}

/** Encodes a `multipart/form-data` body. */
export function formOf(parts: readonly Part[]): Form {
  // With 122 random bits, the content will not contain this line by chance, and nobody can predict it.
  const boundary = `wechatpay-ts-${nonce()}`
  const pieces = parts.flatMap(({ name, filename, mediaType, content }) => [
    utf8(
      [
        `--${boundary}`,
        `Content-Disposition: form-data; name="${quoted(name)}"${filename === undefined ? '' : `; filename="${quoted(filename)}"`}`,
        ...(mediaType === undefined ? [] : [`Content-Type: ${mediaType}`]),
        '\r\n',
      ].join('\r\n'),
    ),
    content,
    utf8('\r\n'),
  ])
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: concatBytes(...pieces, utf8(`--${boundary}--\r\n`)),
  }
}

/** Encodes names as browsers do: UTF-8, with characters that would end the name or the line as %XX. */
function quoted(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22')
}
