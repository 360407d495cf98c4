import type {
  CertificateDownload,
  CallOptions,
  PartnerIds,
  RepeatedFields,
  TransportRequest,
  WechatPayOptions,
} from '../../src/index.ts'
import type { H5LaunchOptions, AppLaunchOptions, TransferLaunchOptions } from '../../src/launch/index.ts'
import type { MerchantsOptions } from '../../src/merchants/index.ts'
import type { CodePaymentOptions, RefundAmount, RefundRequest } from '../../src/payments/index.ts'
import type {
  CheckCompletionOptions,
  LaunchOptions,
  OutOrderNoOptions,
  ServiceLocations,
  UsedService,
} from '../../src/payscore/index.ts'
import type { OperationFacts } from '../../src/operation/operation-facts.ts'
import type { ReadOptions } from '../../src/request/build/read-options.ts'
import type {
  CheckEndpointOptions,
  NotificationOptions,
  SignedResponseOptions,
  SignedV2ResponseOptions,
} from '../../src/testing/index.ts'
import type { PayLaunchOptions } from '../../src/v2/index.ts'
import type {
  Expectations,
  PostgresTransactionsOptions,
  ReceiverOptions,
  WebhookHandlerOptions,
} from '../../src/webhook/index.ts'

/** The keys of all members of a union. */
type AllKeys<T> = T extends unknown ? Extract<keyof T, string> : never

/** Every name of an option anywhere, derived from the types. A new option that is not listed does not compile. */
type OptionName =
  | AllKeys<WechatPayOptions>
  | AllKeys<WechatPayOptions['merchant']>
  | AllKeys<NonNullable<WechatPayOptions['merchant']['clientCertificate']>>
  | AllKeys<WechatPayOptions['platform']>
  | AllKeys<CertificateDownload>
  | AllKeys<CallOptions>
  | Exclude<AllKeys<ReadOptions>, 'parameters' | 'options'>
  | AllKeys<PartnerIds>
  | AllKeys<RepeatedFields>
  | AllKeys<TransportRequest>
  | AllKeys<MerchantsOptions>
  | AllKeys<RefundRequest>
  | AllKeys<RefundAmount>
  | AllKeys<AppLaunchOptions>
  | AllKeys<H5LaunchOptions>
  | AllKeys<TransferLaunchOptions<object>>
  | AllKeys<CodePaymentOptions>
  | AllKeys<LaunchOptions>
  | AllKeys<PayLaunchOptions>
  | AllKeys<OutOrderNoOptions>
  | AllKeys<CheckCompletionOptions>
  | AllKeys<UsedService>
  | AllKeys<ServiceLocations>
  | AllKeys<ReceiverOptions>
  | AllKeys<WebhookHandlerOptions>
  | AllKeys<PostgresTransactionsOptions<unknown>>
  | AllKeys<Expectations>
  | AllKeys<NotificationOptions>
  | AllKeys<CheckEndpointOptions>
  | AllKeys<SignedResponseOptions>
  | AllKeys<SignedV2ResponseOptions>
  | AllKeys<OperationFacts>

const evil = () => {
  throw new Error('a function of nobody was called')
}
const EVIL_URL = 'https://evil.example'

/** Values that an attacker would set. */
export const polluted: Readonly<Record<OptionName, unknown>> = {
  acted: evil,
  actualEnd: 'evil',
  amount: { refund: 1, total: 1 },
  apiV2Key: 'e'.repeat(32),
  apiV3Key: 'e'.repeat(32),
  appid: 'wx6666666666666666',
  authorities: ['evil'],
  backupBaseUrl: EVIL_URL,
  baseUrl: EVIL_URL,
  body: 'evil',
  brandId: '666',
  brand_id: '666',
  budgetMs: 1,
  v2MaxAgeSeconds: 60,
  businessKey: [],
  cancelReason: 'evil',
  cert: 'evil',
  certificate: 'evil',
  certificateSerial: 'EE'.repeat(20),
  certificates: ['evil'],
  check: 'completion',
  checks: false,
  client: {},
  clientCert: true,
  clientCertificate: { cert: 'evil', key: 'evil' },
  combine_appid: 'wx6666666666666666',
  clock: { now: () => 0, sleep: evil },
  currency: 'USD',
  decrypt: ['a'],
  decrypter: { decrypt: evil },
  decryptPkcs1: ['a'],
  defect: 'bad-signature',
  discounts: [{ discount_name: 'evil', discount_amount: 5 }],
  download: true,
  encrypt: ['a'],
  encryptForTransfer: ['appid'],
  encryptQuery: ['a'],
  endLocation: 'evil',
  endTime: '20260301000000',
  errorKind: 'xml',
  events: evil,
  expectedEnd: 'evil',
  expect: { mchid: '1900000666' },
  fees: [],
  fetch: evil,
  finishType: 1,
  file: { filename: 'evil', content: new Uint8Array(1) },
  fragment: 'evil',
  from: [{ account: 'AVAILABLE', amount: 1 }],
  goods_detail: [],
  funds_account: 'AVAILABLE',
  headers: { 'x-evil': '1' },
  host: EVIL_URL,
  id: 'evil',
  json: { evil: 1 },
  key: 'evil',
  keys: {},
  leaseMs: 1,
  list: { items: 'evil', in: 'query', page: 'evil' },
  load: evil,
  maxActionMs: 1,
  maxBodyBytes: 1,
  maxRetries: 9,
  maxSize: 1,
  mchid: '1900000666',
  merchant: {},
  merchants: evil,
  meta: { evil: 1 },
  method: 'PUT',
  nonce: 'evil',
  nonceless: true,
  notify_url: EVIL_URL,
  on: {},
  onDelivery: evil,
  onError: evil,
  onPending: evil,
  onRequest: evil,
  onResponse: evil,
  onResult: evil,
  lists: ['evil'],
  merchantField: 'evil',
  onRetry: evil,
  only: ['evil'],
  order: {},
  originalType: 'evil',
  otherwise: evil,
  out_refund_no: 'evil',
  out_trade_no: 'evil',
  fillable: ['query.sub_mchid', 'json.sub_mchid'],
  package_info: 'ZXZpbA==',
  partnerid: '1900000666',
  passphrase: 'evil',
  pfx: new Uint8Array(1),
  platform: {},
  prefix: 'EVIL',
  prepay_id: 'evil',
  privateKey: 'evil',
  profitSharing: true,
  publicKeys: { PUB_KEY_ID_666: 'evil' },
  query: { evil: 1 },
  random: () => 0,
  reason: 'evil',
  redirect: true,
  redirect_url: EVIL_URL,
  refund: 1,
  refund_account: 'AVAILABLE',
  resolve: { operation: 'GET v3/evil', with: {} },
  response: 'text',
  retry: 'safe',
  service_id: '666',
  signTypes: ['MD5'],
  signType: 'MD5',
  signal: AbortSignal.abort(new Error('evil')),
  signer: { scheme: 'evil', sign: evil },
  signsDigest: true,
  sp_appid: 'wx6666666666666666',
  startTime: '20260301000000',
  start: 'evil',
  status: 204,
  store: { claim: evil, read: evil, write: evil },
  sub_appid: 'wx6666666666666666',
  sub_mchid: '1900000666',
  summary: 'evil',
  table: 'evil',
  timeoutMs: 1,
  timer: { now: () => 0, sleep: evil },
  toleranceSeconds: 1e9,
  total: 1,
  transaction_id: 'evil',
  transferPublicKey: 'evil',
  transfer_scene_id: '666',
  transport: { send: evil },
  ttlMs: 1,
  unsigned: true,
  unsignedRequest: true,
  upload: { file: 'evil', digest: 'evil', algorithm: 'sha256' },
  url: EVIL_URL,
  userAgent: 'evil',
  version: 'v2',
  wirePath: '/evil',
  xml: { evil: 1 },
}

/** Further names: environment variables, path parameters, optional members of a transport. */
export const pollutedElsewhere: Readonly<Record<string, unknown>> = {
  WECHATPAY_BASE_URL: EVIL_URL,
  WECHATPAY_APIV2_KEY: 'e'.repeat(32),
  sub_mch_id: '1900000666',
  sp_mchid: '1900000666',
  tar_type: 'evil',
  limit: 1,
  offset: 7,
  bill_date: 'evil',
  stream: evil,
  close: evil,
  presentsCertificates: true,
  signedBody: new Uint8Array(1),
  prepare: evil,
  WECHATPAY_DEBUG: '1',
}
