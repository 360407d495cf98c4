import type { PolicyOptions } from '../world/policy.ts'

/** Choices about requests and answers in general, for all products. */
export interface ProtocolPolicy {
  /** Answer 400 to requests without `Accept` or `User-Agent`, as observed at other APIs. */
  readonly requireAcceptAndUserAgent: boolean
  /** Refuse a nonce that the merchant used within the five-minute window. */
  readonly rejectNonceReplay: boolean
  /** Sign errors too, if the request's own signature was valid. */
  readonly signErrors: boolean
  /** Answer operations without state by the spec's examples, instead of 404. */
  readonly exampleAnswers: boolean

  /** Refuse unknown fields of a body instead of ignoring them. */
  readonly strictExtraFields: boolean
  /** Whether unknown fields in messages of APIv2 are ignored or refused. A reversal (撤销订单) always refuses them. */
  readonly v2UnknownFields: 'ignore' | 'refuse'
  /**
   * Whether an address for notifications may be a domain without a path. Documentation forbids it; production's pattern
   * lets it through.
   */
  readonly notifyUrlWithoutPath: 'refuse' | 'accept'
  /** Refuse characters that take four bytes in UTF-8 (emoji). */
  readonly refuseFourByteCharacters: boolean
  /** Refuse `null` in a JSON body instead of taking it for an absent field. */
  readonly refuseNull: boolean
  /** Unit of the length limits of texts. */
  readonly lengthUnit: 'characters' | 'bytes'
  /** Require `Wechatpay-Serial` on every creation, not only when a sensitive field is sent. */
  readonly requireSerialOnCreate: boolean
  /** Largest request body in bytes. For the file of an upload there is room in addition. */
  readonly maxBodyBytes: number
  /** Deepest nesting of a JSON body. */
  readonly maxJsonDepth: number
}

export const protocolPolicy: PolicyOptions<ProtocolPolicy> = {
  requireAcceptAndUserAgent: { default: true, meaning: '缺少 Accept 或 User-Agent 的请求答 400（其他接口实测如此）' },
  rejectNonceReplay: { default: false, meaning: '五分钟内重复使用的 nonce_str 视为重放，拒绝' },
  signErrors: { default: false, meaning: '验签通过之后的 4xx、5xx 应答也带签名' },
  exampleAnswers: {
    default: true,
    meaning:
      '没有状态模拟的接口检查请求之后，从记住的参数或按文档示例应答（Sandbox-Answer: remembered、example）；关闭则答 404',
  },
  strictExtraFields: { default: true, meaning: '拒绝请求体里接口没有定义的字段；关闭则忽略' },
  v2UnknownFields: {
    default: 'ignore',
    choices: ['ignore', 'refuse'],
    meaning: 'APIv2 报文里没有定义的参数：忽略，或答“不识别的参数”；撤销订单一律拒绝',
  },
  notifyUrlWithoutPath: {
    default: 'refuse',
    choices: ['refuse', 'accept'],
    meaning: '通知地址只有域名、没有路径：拒绝，或照线上校验的正则放行；带查询参数或片段的一律拒绝',
  },
  refuseFourByteCharacters: { default: true, meaning: '拒绝 UTF-8 编码为四字节的字符（如 emoji）' },
  refuseNull: { default: true, meaning: '拒绝请求体里的 JSON null；关闭则当作没有这个字段' },
  lengthUnit: { default: 'characters', choices: ['characters', 'bytes'], meaning: '字符串长度按字符还是按字节计算' },
  requireSerialOnCreate: {
    default: false,
    meaning: '创建订单一律要求 Wechatpay-Serial 请求头；默认只在传了敏感字段时要求',
  },
  maxBodyBytes: { default: 1024 * 1024, meaning: '请求体的字节上限；上传接口另加文件本身的上限' },
  maxJsonDepth: { default: 32, meaning: '请求体 JSON 的嵌套层数上限' },
}
