import { createHmac } from 'node:crypto'
import type { MerchantView } from '../../merchant/merchant-view.ts'
import type { ReplyAct } from '../call.ts'
import { xmlReply } from './xml-reply.ts'

/**
 * APIv2's own test system (支付验收): production's paths with a prefix, signed with a separate key. Here the same
 * operations answer, in the same world.
 *
 * @see https://pay.weixin.qq.com/doc/v2/merchant/4011984810
 */
const PREFIX = '/xdc/apiv2sandbox'

/** @returns undefined for a path outside the test system */
export function pathInTestSystem(path: string): string | undefined {
  return path.startsWith(`${PREFIX}/`) ? path.slice(PREFIX.length) : undefined
}

/** The merchant in the test system, where the test key signs requests and answers. */
export function inTestSystem(merchant: MerchantView): MerchantView {
  return { ...merchant, apiV2Key: testSignKey(merchant) }
}

/** Answers the test key (获取沙箱密钥). The real key signs the request; the answer is documented without `sign`. */
export const getTestSignKey: ReplyAct<unknown> = ({ merchant }) => {
  const { mchid: mch_id } = merchant
  return Promise.resolve(
    xmlReply({ return_code: 'SUCCESS', return_msg: 'OK', mch_id, sandbox_signkey: testSignKey(merchant) }),
  )
}

/** 32 characters that stay the same as long as the merchant's key does. */
export function testSignKey({ apiV2Key }: Pick<MerchantView, 'apiV2Key'>): string {
  return createHmac('sha256', apiV2Key).update('sandbox_signkey').digest('hex').slice(0, 32)
}
