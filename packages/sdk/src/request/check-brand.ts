import type { Config } from '../config/resolve-options.ts'
import { RequestError } from '../errors/request-error.ts'
import type { OperationCall } from './operation-call.ts'

/**
 * Below `brand/` WeChat Pay takes a brand's signature alone.
 *
 * @throws {RequestError} the client was made without `brandId`
 */
export function checkBrand({ operation, template }: OperationCall, { brandId }: Config): void {
  if (brandId !== undefined || !template.path.startsWith('brand/')) return
  throw new RequestError(
    'brandId',
    `${operation}: brandId: expected a client made with new WechatPay({ …, brandId }), received a client without brandId`,
    {
      hint: {
        zh: '这是品牌直连接口，由品牌签名：请用 new WechatPay({ …, brandId }) 创建客户端，merchant 里填品牌的 API 证书与私钥',
        en: 'Only a brand may call it: make the client with brandId, and with the API certificate and key of the brand.',
      },
    },
  )
}
