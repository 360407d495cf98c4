import type { Config } from '../../config/resolve-options.ts'
import { utf8Decode } from '../../crypto/utf8-decode.ts'
import { openField } from '../../crypto/open-field.ts'
import { MalformedResponseError } from '../../errors/malformed-response-error.ts'
import type { OperationFacts } from '../../operation/operation-facts.ts'
import type { Result } from '../result.ts'
import { replaceFields } from '../../shared/replace-fields.ts'
import type { TransportResponse } from '../../transport/transport.ts'

/**
 * Decodes a verified answer. A sensitive field that the merchant's key cannot decrypt becomes `Undecrypted`.
 *
 * @throws {MalformedResponseError} the body is no answer of the operation
 */
export function decodeResponse(
  operation: string,
  { status, headers, body }: TransportResponse,
  facts: OperationFacts,
  config: Config,
): Result<unknown> | Promise<Result<unknown>> {
  const requestId = headers['request-id']
  const result = (data: unknown): Result<unknown> => ({ data, status, headers, requestId })
  if (body.length === 0) return result(undefined)
  if (facts.response === 'pdf' || facts.response === 'image') return result(body)
  if (facts.response === 'text' && body[0] === 0x1f && body[1] === 0x8b) {
    return import('../../gzip/gunzip.ts')
      .then(({ gunzip }) => gunzip(operation, { status, headers, body }))
      .then((text) => result(parse(operation, 'text', { status, requestId, body: text })))
  }
  const data = parse(operation, facts.response, { status, requestId, body })
  if (!facts.decrypt) return result(data)
  return replaceFields(data, facts.decrypt, (value) => openField(value, config.decrypter)).then(result)
}

function parse(
  operation: string,
  kind: OperationFacts['response'],
  { status, requestId, body }: Pick<TransportResponse, 'status' | 'body'> & Pick<Result<unknown>, 'requestId'>,
): unknown {
  try {
    const text = utf8Decode(body)
    return kind === 'text' ? text : (JSON.parse(text) as unknown)
  } catch {
    // The parser's own message is left out, because it quotes the text.
    throw new MalformedResponseError(`${operation}: the answer is not ${kind === 'text' ? 'UTF-8' : 'JSON'}`, {
      status,
      requestId,
    })
  }
}
