import type { CryptoKey } from '../crypto/keys/crypto-key.ts'
import type { KeyInput, KeyText } from '../crypto/keys/key-input.ts'
import type { FieldDecrypter, Signer } from '../crypto/roles.ts'
import type { CallListeners } from '../observe/events.ts'
import type { CertificateStore } from '../platform/certificate-store.ts'
import type { Clock } from '../shared/clock.ts'
import type { FetchFunction } from '../transport/fetch-function.ts'
import type { Transport } from '../transport/transport.ts'

/** A private RSA key of at least 2048 bits in any common form, a `CryptoKey`, or a function that loads one. */
export type PrivateKeyInput = KeyInput | CryptoKey | (() => Promise<KeyInput | CryptoKey>)

/** How platform certificates are fetched. */
export interface CertificateDownload {
  /**
   * A store through which the processes of this merchant share one download. Default: each process downloads for
   * itself.
   */
  readonly store?: CertificateStore | undefined
  /**
   * Certificates of the authorities that issue WeChat Pay's certificates. Downloads are checked against them in
   * addition to the APIv3 key.
   */
  readonly authorities?: readonly KeyInput[] | undefined
  /** Called when a refresh or a store fails while the keys at hand are still valid. Default: `console.error`. */
  readonly onError?: ((error: unknown) => unknown) | undefined
}

/** The options of `new WechatPay()`. */
export interface WechatPayOptions extends CallListeners {
  /** Merchant number (商户号). */
  readonly mchid: string
  /**
   * Brand number (品牌 ID) of a brand that is connected directly (品牌直连): requests are signed as this brand instead of
   * the merchant. `merchant` then holds the brand's API certificate and key.
   */
  readonly brandId?: string
  /** The merchant's own keys. One of `certificateSerial` and `certificate` is needed. */
  readonly merchant: {
    /** Content of `apiclient_key.pem`. */
    readonly privateKey?: PrivateKeyInput
    /** Signs instead of `privateKey`, for keys that live in a key-management service. */
    readonly signer?: Signer
    /**
     * Decrypts fields of answers and notifications where `signer` replaces the private key. Without it the fields are
     * `Undecrypted`.
     */
    readonly decrypter?: FieldDecrypter
    /**
     * Serial number of the merchant API certificate, 40 hex digits. It is not the serial number of the platform
     * certificate.
     */
    readonly certificateSerial?: string
    /**
     * Content of `apiclient_cert.pem`. The client reads the serial number from it and checks that it belongs to the
     * private key.
     */
    readonly certificate?: KeyInput
    /**
     * The TLS client certificate that some APIv2 calls need: `apiclient_cert.pem` and `apiclient_key.pem`, or
     * `apiclient_cert.p12` (bytes, or their Base64) with its passphrase, which is the merchant number unless you
     * changed it. Node only. Default: `certificate` and `privateKey`, where both are given as text or bytes.
     */
    readonly clientCertificate?:
      | { readonly cert: KeyInput; readonly key: KeyInput }
      | { readonly pfx: KeyText; readonly passphrase?: string }
  }
  /** WeChat Pay's keys. At least one is needed; give several, of both kinds, while keys are being changed. */
  readonly platform: {
    /** WeChat Pay public keys (微信支付公钥) by id: `{ PUB_KEY_ID_…: pem }`. The client encrypts with the first. */
    readonly publicKeys?: Readonly<Record<string, KeyInput>>
    /**
     * Platform certificates (平台证书). The client encrypts with them only where there is no public key, the newest first.
     */
    readonly certificates?: readonly KeyInput[]
    /**
     * Makes the client download platform certificates: at the first call, before they expire, and when an answer or a
     * notification is signed with an unknown one. Needs `apiV3Key`. Keys given in `publicKeys` and `certificates` stay
     * and are preferred, for merchants who are moving from certificates to the public key.
     */
    readonly download?: true | CertificateDownload
  }
  /** APIv3 key (APIv3 密钥), 32 characters. Downloaded certificates and notifications need it; other calls do not. */
  readonly apiV3Key?: KeyText
  /** APIv2 key (APIv2 密钥), 32 characters. It signs the calls under `wxpay.v2`; only they need it. */
  readonly apiV2Key?: KeyText
  /** The public key that `v2/risk/getpublickey` returns. APIv2 calls that pay to a bank account encrypt with it. */
  readonly transferPublicKey?: KeyInput
  /**
   * Default `https://api.mch.weixin.qq.com`. Keys of the sandbox are refused there: the serial of the merchant certificate
   * tells them.
   */
  readonly baseUrl?: string | undefined
  /**
   * The host to use when no connection to `baseUrl` can be made; `false` for none. Default: WeChat Pay's second host.
   */
  readonly backupBaseUrl?: string | false | undefined
  /** Time limit of one attempt, in milliseconds. Default 10 000. */
  readonly timeoutMs?: number | undefined
  /** How many times a failed attempt is repeated, where repeating is safe. Default 2. */
  readonly maxRetries?: number | undefined
  /** Precedes the client's own product in `User-Agent`: `power-bank/1.4`. */
  readonly userAgent?: string | undefined
  /** A `fetch` to send with: the runtime's, undici's, node-fetch's, or one that goes through a proxy. */
  readonly fetch?: FetchFunction | undefined
  /** A transport to send with instead of `fetch`. */
  readonly transport?: Transport | undefined
  /** Tells the time, for tests. Default: the system's clock. */
  readonly clock?: Clock | undefined
  /** Returns a number between 0 and 1, for the jitter of retries. Default `Math.random`. */
  readonly random?: (() => number) | undefined
}
