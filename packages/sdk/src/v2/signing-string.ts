import { requireObject } from '../shared/require-object.ts'
import type { Fields, FieldValue } from './to-xml.ts'

/**
 * Returns the text that {@link signV2} signs, without the key at its end: to be compared with that of another program
 * when a signature is refused. It holds no secret.
 *
 * @example
 * signingStringV2({ mch_id: '1900000109', appid: 'wx8888888888888888' }) // 'appid=wx8888888888888888&mch_id=1900000109'
 */
export function signingStringV2(parameters: Fields): string {
  return signedEntries(parameters)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

/** Returns the fields that the signature covers, in its order. */
export function signedEntries(parameters: Fields): [name: string, value: FieldValue][] {
  return Object.entries(requireObject('signV2', 'fields', parameters))
    .filter((entry): entry is [string, FieldValue] => {
      const [name, value] = entry
      return name !== 'sign' && value !== undefined && value !== null && value !== ''
    })
    .sort(([a], [b]) => (a < b ? -1 : 1))
}
