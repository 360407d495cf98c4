import { generateKeyPairSync } from 'node:crypto'
import {
  SCHEME,
  authorizationHeader,
  crypto,
  nonce,
  requestSigningString,
  responseSigningString,
  utf8,
} from 'wechatpay-ts/crypto'
import type { MerchantView } from '../../src/kernel/merchant/merchant-view.ts'

interface DerPair {
  readonly privateKey: Uint8Array
  readonly publicKey: Uint8Array
}

function keyPair(): DerPair {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
    publicKeyEncoding: { type: 'spki', format: 'der' },
  })
}

/** Keys created for each run, used for all signatures and encryption in it. */
export const keys = { merchant: keyPair(), platform: keyPair(), certificate: keyPair(), successor: keyPair() }

export const MCHID = '1900000109'
export const APPID = 'wxd678efh567hg6787'
export const SERIAL = '5157F09EFDC096DE15EBE81A47057A7232F1B8E1'
export const PUBLIC_KEY_ID = 'PUB_KEY_ID_0119000001092026030100000000000001'
export const CERTIFICATE_SERIAL = '7132D72A03E93CDDF8C03BBD1F37EEDF00000001'
export const SUCCESSOR_SERIAL = '7132D72A03E93CDDF8C03BBD1F37EEDF00000002'
export const API_V3_KEY = utf8('0123456789abcdefghijklmnopqrstuv')

export const merchant: MerchantView = {
  mchid: MCHID,
  appids: [APPID, 'wx0000000000000002'],
  services: [
    {
      service_id: '500001',
      appids: [APPID],
      riskCap: 9900,
      orderKinds: ['confirm', 'no_confirm'],
      released: true,
      testOpenids: [],
    },
    { service_id: '500002', appids: [APPID], riskCap: 100, orderKinds: ['confirm'], released: true, testOpenids: [] },
  ],
  certificates: [
    { serial: SERIAL, spki: keys.merchant.publicKey, status: 'valid' },
    { serial: 'A'.repeat(40), spki: keys.merchant.publicKey, status: 'expired' },
    { serial: 'B'.repeat(40), spki: keys.merchant.publicKey, status: 'revoked' },
  ],
  apiV3Key: API_V3_KEY,
  apiV2Key: 'vutsrqponmlkjihgfedcba9876543210',
  mode: 'publicKey',
  successorPercent: 100,
  platformKey: { id: PUBLIC_KEY_ID, privateKey: keys.platform.privateKey },
  platformCertificates: [],
}

const platformKeys: Readonly<Record<string, Uint8Array>> = {
  [PUBLIC_KEY_ID]: keys.platform.publicKey,
  [CERTIFICATE_SERIAL]: keys.certificate.publicKey,
  [SUCCESSOR_SERIAL]: keys.successor.publicKey,
}

export interface ToSign {
  readonly method: string
  readonly target: string
  readonly body?: string | Uint8Array
  /** Unix seconds. */
  readonly timestamp: number
  readonly mchid?: string
  readonly serial?: string
  readonly nonce?: string
}

/** Builds `Authorization` as a merchant does. */
export async function authorization(request: ToSign): Promise<string> {
  const { method, target, timestamp, mchid = MCHID, serial = SERIAL, nonce: once = nonce() } = request
  const body = bytesOf(request.body)
  const message = requestSigningString({ method, target, timestamp, nonce: once, body })
  const signature = await crypto.signer(keys.merchant.privateKey).sign(message)
  return authorizationHeader(SCHEME, { mchid, nonce: once, timestamp, serial, signature })
}

/** Whether WeChat Pay signed this with the key that it names. */
export async function isAuthentic(headers: Headers, body: Uint8Array): Promise<boolean> {
  const spki = platformKeys[headers.get('wechatpay-serial') ?? '']
  if (!spki) return false
  const [timestamp, once] = [headers.get('wechatpay-timestamp') ?? '', headers.get('wechatpay-nonce') ?? '']
  const message = responseSigningString(timestamp, once, body)
  return crypto.verifier(spki).verify(message, headers.get('wechatpay-signature') ?? '')
}

export function bytesOf(body: string | Uint8Array | undefined): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(typeof body === 'string' ? Buffer.from(body) : (body ?? []))
}
