import type { Refusal } from '../../products/payafter/order.ts'

/** What is refused before the business is looked at, in production's words. */

const AUTHORIZATION_INVALID = 270924332

function signError(message: string): Refusal {
  return { outcome: 'refused', status: 401, code: 'SIGN_ERROR', message, causeCode: AUTHORIZATION_INVALID }
}

function parameter(message: string): Refusal {
  return { outcome: 'refused', status: 400, code: 'PARAM_ERROR', message, causeCode: 268435464 }
}

export const transportRefusals = {
  agentMissing: {
    outcome: 'refused',
    status: 400,
    code: 'INVALID_REQUEST',
    message: 'Http头缺少Accept或User-Agent',
    causeCode: 268435464,
  },

  authorizationMalformed: signError('Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》'),
  authorizationRefused: signError('签名信息错误，验签失败'),
  schemeUnknown: signError('Http头Authorization认证类型不正确'),
  timestampOff: signError('Http头Authorization中的timestamp与发起请求的时间不得超过5分钟'),
  certificateNone: signError('商户未申请过证书'),
  certificateUnknown: signError('商户证书序列号有误'),
  certificateExpired: signError('商户证书已过期'),
  certificateRevoked: signError('商户证书已作废'),
  apiV3KeyNone: signError('商户未设置APIv3密钥'),
  signatureWrong: signError('错误的签名，验签失败'),
  nonceRepeated: signError('Http头Authorization中的nonce_str已被使用'),

  tooManyRequests: {
    outcome: 'refused',
    status: 429,
    code: 'FREQUENCY_LIMITED',
    message: '请求过于频繁',
    causeCode: 268435472,
  },

  bodyTooLarge: parameter('请求体过大'),
  contentTypeWrong: parameter('Http头Content-Type不正确，请使用application/json'),
  mchidMismatch: parameter('http header中的mchid与post payload中的mchid不匹配'),
  serialMissing: parameter('HTTP header缺少微信支付平台证书序列号(Wechatpay-Serial)'),
  serialWrong: parameter('平台证书序列号Wechatpay-Serial错误'),

  certificatesNone: {
    outcome: 'refused',
    status: 404,
    code: 'RESOURCE_NOT_EXISTS',
    message: '无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥',
    causeCode: 271317510,
  },

  systemError: {
    outcome: 'refused',
    status: 500,
    code: 'SYSTEM_ERROR',
    message: '系统异常，请稍后重试',
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
