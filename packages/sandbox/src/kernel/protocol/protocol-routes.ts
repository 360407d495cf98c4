import { crypto, nonce, utf8 } from 'wechatpay-ts/crypto'
import { beijingTime } from '../clock/beijing-time.ts'
import type { Routes } from '../product.ts'
import type { MerchantView, PlatformCertificate } from '../merchant/merchant-view.ts'
import { Refused } from './refused.ts'
import { transportRefusals } from './transport-refusals.ts'
import { getTestSignKey } from './v2/test-system.ts'

/** Operations without a product, by operation id. */
export const protocolRoutes: Routes<unknown> = {
  certificateList: {
    act: ({ merchant, query, world }) => certificates(merchant, query, world.wallClock()),
  },
  v2XdcApiv2getsignkeySignGetsignkey: { reply: getTestSignKey },
}

async function certificates(
  merchant: MerchantView,
  query: Readonly<Record<string, string>>,
  now: number,
): Promise<object> {
  // A merchant that has always had the public key has no certificates. The sandbox has RSA certificates only.
  const none = merchant.mode === 'publicKey' || query['algorithm_type'] === 'SM2'
  const known = none ? [] : merchant.platformCertificates
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
