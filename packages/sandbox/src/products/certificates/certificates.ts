import { crypto, nonce, utf8 } from 'wechatpay-ts/crypto'
import { beijingTime } from '../../kernel/clock/beijing-time.ts'
import type { Act } from '../../kernel/protocol/call.ts'
import type { PlatformCertificate } from '../../kernel/merchant/merchant-view.ts'
import { Refused } from '../../kernel/protocol/refused.ts'
import { transportRefusals } from '../../kernel/protocol/transport-refusals.ts'

export const certificates: Act = async ({ merchant, query, deps }) => {
  const now = deps.wallClock()
  // The sandbox has RSA certificates only.
  const known = query['algorithm_type'] === 'SM2' ? [] : merchant.platformCertificates
  const valid = known.filter(({ expiresAt }) => now < expiresAt)
  if (valid.length === 0) throw new Refused(transportRefusals.certificatesNone)
  return { data: await Promise.all(valid.map((certificate) => sealed(certificate, merchant.apiV3Key))) }
}

async function sealed({ serial, pem, effectiveAt, expiresAt }: PlatformCertificate, apiV3Key: Uint8Array) {
  const once = nonce().slice(0, 12)
  return {
    serial_no: serial,
    effective_time: beijingTime(effectiveAt),
    expire_time: beijingTime(expiresAt),
    encrypt_certificate: {
      algorithm: 'AEAD_AES_256_GCM',
      nonce: once,
      associated_data: 'certificate',
      ciphertext: await crypto.resourceCipher(apiV3Key).seal(utf8(pem), once, 'certificate'),
    },
  }
}
