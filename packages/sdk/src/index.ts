/** WeChat Pay for TypeScript. See {@link WechatPay}. */
export { WechatPay } from './client/wechat-pay.ts'
export type { BrandWechatPay } from './client/wechat-pay.ts'
export type { AnyWechatPay } from './client/any-wechat-pay.ts'
export type { UnknownAddress, UnknownOperation } from './chain/unknown-address.ts'
// Exports the whole module, because programs augment its interfaces.
export type * from './chain/type-options.ts'
export type { CertificateDownload, PrivateKeyInput, WechatPayOptions } from './config/options.ts'
export type { CertificateStore } from './platform/certificate-store.ts'
export type { NeedsBrandId } from './chain/needs-brand-id.ts'
export type { NeedsMerchant } from './chain/needs-merchant.ts'
export type { ListOperation, Operation } from './chain/operation.ts'
export type { PartnerIds, RepeatedFields } from './views/filled-fields.ts'
export type { FilledWechatPay, PartnerWechatPay } from './client/view.ts'
export type { CallOptions } from './request/call-options.ts'
export type { PreparedRequest } from './request/prepared-request.ts'
export type { BrowserRedirect, Result } from './request/result.ts'
export type { UploadFile } from './request/upload/upload-file.ts'
export type { Clock } from './shared/clock.ts'
export type { FetchFunction, FetchInit, FetchResponse } from './transport/fetch-function.ts'
export { TransportFailure } from './transport/transport.ts'
export type {
  ClientCertificate,
  ResponseHeaders,
  StreamedResponse,
  Transport,
  TransportRequest,
  TransportResponse,
} from './transport/transport.ts'
export type { CallListeners, CallParameters, RequestEvent, ResponseEvent, RetryEvent } from './observe/events.ts'
export type { FieldDecrypter, Signer } from './crypto/roles.ts'
export { AlreadyEncrypted, alreadyEncrypted } from './request/build/already-encrypted.ts'
export { Undecrypted } from './crypto/undecrypted.ts'
export type * from './generated/chain.ts'

export { WechatPayError } from './errors/wechatpay-error.ts'
export type { Hint } from './errors/wechatpay-error.ts'
export { AbortedError } from './errors/aborted-error.ts'
export {
  ApiError,
  MessageRefusedError,
  NotFoundError,
  PaymentPendingError,
  PermissionError,
  RateLimitError,
  ServerError,
  SignatureRefusedError,
} from './errors/api-error.ts'
export { CompletionRuleError } from './errors/completion-rule-error.ts'
export { ConfigError } from './errors/config-error.ts'
export { DecryptionError } from './errors/decryption-error.ts'
export { MalformedResponseError } from './errors/malformed-response-error.ts'
export { NetworkError, TimeoutError } from './errors/network-error.ts'
export type { NetworkPhase } from './errors/network-error.ts'
export { OutcomeUnknownError } from './errors/outcome-unknown-error.ts'
export type { ResolvingQuery } from './errors/outcome-unknown-error.ts'
export { RequestError } from './errors/request-error.ts'
export { VerificationError } from './errors/verification-error.ts'
export type { VerificationReason } from './errors/verification-error.ts'
