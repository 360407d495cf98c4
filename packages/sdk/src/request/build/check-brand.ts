import type { Config } from '../../config/resolve-options.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { OperationCall } from '../call.ts'

/**
 * Checks who signs: WeChat Pay accepts only a brand's signature below `brand/`, and only a merchant's everywhere else.
 *
 * @throws {RequestError} the client signs as the wrong one
 */
export function checkBrand({ operation, facts }: OperationCall, { brandId }: Config): void {
  const isOfBrands = facts.signer === 'brand'
  if (isOfBrands === (brandId !== undefined)) return
  const [wanted, received, hint] = isOfBrands ? needsBrand : needsMerchant
  throw new RequestError('brandId', `${operation}: brandId: expected ${wanted}, received ${received}`, { hint })
}

const needsBrand = [
  'a client made with new WechatPay({ …, brandId })',
  'a client without brandId',
  {
    zh: '这是品牌直连接口，由品牌签名：请用 new WechatPay({ …, brandId }) 创建客户端，merchant 里填品牌的 API 证书与私钥',
    en: 'Only a brand may call it: make the client with brandId, and with the API certificate and key of the brand.',
  },
] as const

const needsMerchant = [
  'a client made without brandId',
  'a client with brandId, which signs as the brand',
  {
    zh: '这是商户的接口，品牌的签名会被拒绝：请另建一个没有 brandId 的客户端，merchant 里填商户的 API 证书与私钥',
    en: 'It refuses a brand’s signature: make another client without brandId, with the API certificate and key of the merchant.',
  },
] as const
