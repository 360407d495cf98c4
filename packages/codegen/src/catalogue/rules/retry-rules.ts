import type { CatalogueOperation } from '../entry.ts'
import { retryCorrections } from './corrections.ts'
import { fieldNames, merchantNumber } from './merchant-numbers.ts'
import type { RetryFacts } from './retry-facts.ts'

/** Titles of reads. A read may be repeated at will, even when it is a POST. */
const looks = /^(?:获取|下载|拉取|查找|搜索)|^[^/]*(?:查询|查单)/
/** Titles of calls whose effect would happen twice: they send a message, add to something, or report an event. */
const tellsOrAdds =
  /消息|通知|上报|回传|同步|发送|下发|追加|增加|添加|重推|校验|催收|推送|导入|修改|更新|核销|报名|锁定|关联|登记|前置|展示|核身/
/** Titles of calls that end something. A repeat changes nothing. */
const ends = /关闭|关单|撤销|取消|完结|解约|解除|终止|失效|撤回|解冻|退还|作废|停止/
/**
 * Titles of calls that create something under the merchant's number. A repeat with the same content creates nothing
 * new.
 */
const makes =
  /下单|支付|扣款|扣费|代扣|退款|转账|分账|提现|发放|创建|申请|预签约|签约|充值|结算|补差|红包|结单|开通|提交|受理|赔付|理赔|捐赠|进件|预约|发券|出境|发起|还款|入驻/

/**
 * Names under which an upload's answer gives the stored file. Nothing refers to that file yet, so another copy does no
 * harm.
 */
const storedFile = /^(?:\w*media_id|media_url|file_id)$/

/**
 * Whether a call may be repeated, in this order; the first rule that fits decides:
 *
 * | rule                                                                | class        |
 * | ------------------------------------------------------------------- | ------------ |
 * | a correction says so                                                | as it says   |
 * | GET, or a title that only looks                                     | `safe`       |
 * | an upload that answers with nothing but the name of the stored file | `safe`       |
 * | APIv2                                                               | `never`      |
 * | payment by a code that the user shows (付款码)                      | `never`      |
 * | no number of the merchant's in the path, or required in the body    | `never`      |
 * | a title that tells, adds or changes                                 | `never`      |
 * | a title that ends something, with the number in path or body        | `idempotent` |
 * | a title that makes something, with the number in the body           | `idempotent` |
 * | anything else                                                       | `never`      |
 */
export function retryFacts(operation: CatalogueOperation): RetryFacts {
  const { id, method, version, title } = operation
  const corrected = retryCorrections[id]
  if (corrected) return corrected
  if (method === 'GET' || looks.test(title) || onlyStoresFile(operation)) return { retry: 'safe' }
  if (version === 'v2' || title.includes('付款码')) return { retry: 'never' }
  const { path, requiredInBody } = fieldNames(operation)
  const [inPath, inBody] = [merchantNumber(path), merchantNumber(requiredInBody)]
  const number = inBody ?? inPath
  if (number === undefined || tellsOrAdds.test(title)) return { retry: 'never' }
  const again = ends.test(title) || (inBody !== undefined && makes.test(title))
  return again ? { retry: 'idempotent', businessKey: [number] } : { retry: 'never' }
}

function onlyStoresFile({ request, response: { fields } }: CatalogueOperation): boolean {
  return request.body.kind === 'multipart' && fields.length > 0 && fields.every(({ name }) => storedFile.test(name))
}
