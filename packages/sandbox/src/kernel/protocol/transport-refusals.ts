import { type Refusal, paramError } from '../machine/refusal.ts'

/** Refusals before any business logic, in production's words. */

const AUTHORIZATION_INVALID = 270924332

function signError(message: string, english: string): Refusal {
  return { outcome: 'refused', status: 401, code: 'SIGN_ERROR', message, english, causeCode: AUTHORIZATION_INVALID }
}

function parameter(message: string, english: string): Refusal {
  return { ...paramError(message), english }
}

export const transportRefusals = {
  agentMissing: {
    outcome: 'refused',
    status: 400,
    code: 'INVALID_REQUEST',
    message: 'Http头缺少Accept或User-Agent',
    english: 'The Accept or User-Agent header is missing',
    causeCode: 268435464,
  },

  authorizationMalformed: signError(
    'Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》',
    'The Authorization header is malformed',
  ),
  authorizationRefused: signError('签名信息错误，验签失败', 'The Authorization header cannot be verified'),
  schemeUnknown: signError(
    'Http头Authorization认证类型不正确',
    'The scheme of the Authorization header is not supported',
  ),
  timestampOff: signError(
    'Http头Authorization中的timestamp与发起请求的时间不得超过5分钟',
    'The timestamp in Authorization is more than 5 minutes away from now',
  ),
  certificateNone: signError('商户未申请过证书', 'The merchant has no API certificate'),
  certificateUnknown: signError('商户证书序列号有误', 'The serial number of the merchant certificate is wrong'),
  certificateExpired: signError('商户证书已过期', 'The merchant certificate has expired'),
  certificateRevoked: signError('商户证书已作废', 'The merchant certificate has been revoked'),
  apiV3KeyNone: signError('商户未设置APIv3密钥', 'The merchant has set no APIv3 key'),
  signatureWrong: signError('错误的签名，验签失败', 'The signature is wrong'),
  nonceRepeated: signError(
    'Http头Authorization中的nonce_str已被使用',
    'The nonce_str in Authorization has been used before',
  ),

  tooManyRequests: {
    outcome: 'refused',
    status: 429,
    code: 'FREQUENCY_LIMITED',
    message: '请求过于频繁',
    english: 'Too many requests',
    causeCode: 268435472,
  },

  bodyTooLarge: parameter('请求体过大', 'The request body is too large'),
  contentTypeWrong: parameter(
    'Http头Content-Type不正确，请使用application/json',
    'The Content-Type header must be application/json',
  ),
  formWithoutBoundary: parameter(
    'Http头Content-Type不正确，请使用multipart/form-data，并带上与请求体一致的boundary',
    'The Content-Type header must be multipart/form-data with the boundary that the body uses',
  ),
  mchidMismatch: parameter(
    'http header中的mchid与post payload中的mchid不匹配',
    'The mchid in the body differs from the one in Authorization',
  ),
  serialMissing: parameter(
    'HTTP header缺少微信支付平台证书序列号(Wechatpay-Serial)',
    'The Wechatpay-Serial header is missing',
  ),
  serialWrong: parameter('平台证书序列号Wechatpay-Serial错误', 'The Wechatpay-Serial header names an unknown key'),
  notDecryptable: parameter(
    '平台私钥解密失败',
    'A sensitive field cannot be decrypted with the platform’s private key',
  ),

  certificatesNone: {
    outcome: 'refused',
    status: 404,
    code: 'RESOURCE_NOT_EXISTS',
    message: '无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥。可查看指引',
    english: 'There is no platform certificate; use the WeChat Pay public key',
    causeCode: 271317510,
  },

  systemError: {
    outcome: 'refused',
    status: 500,
    code: 'SYSTEM_ERROR',
    message: '系统异常，请稍后重试',
    english: 'System error, please try again later',
    causeCode: 268435456,
  },
  serviceUnavailable: {
    outcome: 'refused',
    status: 503,
    code: 'SERVICE_UNAVAILABLE',
    message: '服务不可用，请稍后重试',
    causeCode: 268435456,
  },
} as const satisfies Record<string, Refusal>
