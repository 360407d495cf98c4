import { crypto } from '#crypto'
import { base64Encode } from '../crypto/base64-encode.ts'
import { TAG, childrenOf, readDer } from '../crypto/keys/der.ts'
import type { ParsedCertificate } from '../crypto/keys/key-material.ts'

/** sha256WithRSAEncryption, 1.2.840.113549.1.1.11: the signature algorithm of WeChat Pay's authority. */
const SHA256_WITH_RSA = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b]

/**
 * Whether an authority's key signed a certificate while both were valid. WeChat Pay's chain has just these two links.
 */
export async function isIssuedBy(certificate: ParsedCertificate, authority: ParsedCertificate): Promise<boolean> {
  const [content, algorithm, signature] = membersOf(certificate.der)
  const oid = algorithm && childrenOf(algorithm)?.[0]
  if (!content || signature?.tag !== TAG.bitString) return false
  if (oid?.content.length !== SHA256_WITH_RSA.length || !oid.content.every((byte, at) => byte === SHA256_WITH_RSA[at]))
    return false
  if (certificate.notBefore < authority.notBefore || certificate.notBefore > authority.notAfter) return false
  // The BIT STRING starts with the number of unused bits, always 0 here.
  return crypto.verifier(authority.spki).verify(content.bytes, base64Encode(signature.content.subarray(1)))
}

function membersOf(der: Uint8Array) {
  const node = readDer(der)
  return (node && childrenOf(node)) ?? []
}
