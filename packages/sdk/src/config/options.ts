import type { CryptoKey } from '../crypto/crypto-key.ts'
import type { KeyInput, KeyText } from '../crypto/key-input.ts'
import type { FieldDecrypter, Signer } from '../crypto/roles.ts'
import type { CallListeners } from '../observe/events.ts'
import type { CertificateStore } from '../platform/certificate-store.ts'
import type { Clock } from '../request/clock.ts'
import type { Transport } from '../request/transport/transport.ts'

/** A private RSA key of at least 2048 bits in any form that people have it in, a `CryptoKey`, or a loader of one. */
export type PrivateKeyInput = KeyInput | CryptoKey | (() => Promise<KeyInput | CryptoKey>)

/** How platform certificates are fetched. */
export interface CertificateDownload {
  /** Where the processes of this merchant share one download. Default: each has its own. */
  readonly store?: CertificateStore
  /** Certificates of the authorities that WeChat Pay's are issued by, to be checked beside the APIv3 key. */
  readonly authorities?: readonly KeyInput[]
  /** Hears of refreshes and stores that failed while the keys at hand still held. Default: `console.error`. */
  readonly onError?: (error: unknown) => unknown
}

/** What `new WechatPay()` takes. */
export interface WechatPayOptions extends CallListeners {
  /** Merchant number (商户号). */
  readonly mchid: string
  /**
   * Brand number (品牌 ID) of a brand that is connected directly (品牌直连): requests are signed as this brand instead of
   * the merchant. `merchant` then holds the brand's API certificate and key.
   */
  readonly brandId?: string
  /** The merchant's side of the signatures. One of `certificateSerial` and `certificate` is needed. */
  readonly merchant: {
    /** Content of `apiclient_key.pem`. */
    readonly privateKey?: PrivateKeyInput
    /** Signs in the place of `privateKey`, for keys that live in a key-management service. */
    readonly signer?: Signer
    /** Decrypts fields of answers and notifications beside `signer`. Without it they are `Undecrypted`. */
    readonly decrypter?: FieldDecrypter
    /** Serial of the merchant API certificate, 40 hex digits; not the platform's. */
    readonly certificateSerial?: string
    /** Content of `apiclient_cert.pem`: its serial is read, and that it belongs to the private key is checked. */
    readonly certificate?: KeyInput
    /**
     * What APIv2 calls that need a TLS client certificate present: `apiclient_cert.pem` and `apiclient_key.pem`, or
     * `apiclient_cert.p12` (bytes, or their Base64) with its passphrase, which is the merchant number unless it was changed. Node only.
     * Default: `certificate` and `privateKey`, where both are given as text or bytes.
     */
    readonly clientCertificate?:
      | { readonly cert: KeyInput; readonly key: KeyInput }
      | { readonly pfx: KeyText; readonly passphrase?: string }
  }
  /** WeChat Pay's side. At least one key; several, of both kinds, while keys are being changed. */
  readonly platform: {
    /** WeChat Pay public keys (微信支付公钥) by id: `{ PUB_KEY_ID_…: pem }`. The first is used for encryption. */
    readonly publicKeys?: Readonly<Record<string, KeyInput>>
    /** Platform certificates (平台证书). Used for encryption only where there is no public key, the newest first. */
    readonly certificates?: readonly KeyInput[]
    /**
     * Fetches platform certificates by itself: at the first call, before they expire, and when an answer or a
     * notification is signed with one that is not known yet. Needs `apiV3Key`. Keys that are given beside stay, and are
     * preferred: for merchants on their way from certificates to the public key.
     */
    readonly download?: true | CertificateDownload
  }
  /** APIv3 key (APIv3 密钥), 32 characters. Calls do not need it; downloaded certificates and notifications do. */
  readonly apiV3Key?: KeyText
  /** APIv2 key (APIv2 密钥), 32 characters: signs the calls below `wxpay.v2`. Needed for these alone. */
  readonly apiV2Key?: KeyText
  /** What `v2/risk/getpublickey` answers: APIv2 calls that pay to a bank account encrypt to it. */
  readonly transferPublicKey?: KeyInput
  /** Default `https://api.mch.weixin.qq.com`. */
  readonly baseUrl?: string
  /** Where to turn when no connection to `baseUrl` comes about; `false` for nowhere. Default: WeChat Pay's second host. */
  readonly backupBaseUrl?: string | false
  /** Limit of one attempt, in milliseconds. Default 10 000. */
  readonly timeoutMs?: number
  /** How often a failed attempt is repeated, where repeating is safe. Default 2. */
  readonly maxRetries?: number
  /** Put before the client's own product in `User-Agent`: `power-bank/1.4`. */
  readonly userAgent?: string
  /** A `fetch` to send with. */
  readonly fetch?: typeof globalThis.fetch
  /** A transport to send with, in the place of `fetch`. */
  readonly transport?: Transport
  /** For tests. Default: the system's. */
  readonly clock?: Clock
  /** Between 0 and 1, for the jitter of retries. Default `Math.random`. */
  readonly random?: () => number
}
