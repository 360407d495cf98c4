import { createHmac } from 'node:crypto'
import type { MerchantView } from '../../merchant/merchant-view.ts'
import type { ReplyAct } from '../call.ts'
import { xmlReply } from './xml-reply.ts'

/**
 * APIv2's own test system (支付验收): the paths of production behind a prefix, signed with a key of its own. Here the same
 * operations answer, in the same world.
 *
 * @see https://pay.weixin.qq.com/doc/v2/merchant/4011984810
 */
const PREFIX = '/xdc/apiv2sandbox'

/** @returns nothing for a path outside the test system */
export function pathInTestSystem(path: string): string | undefined {
  return path.startsWith(`${PREFIX}/`) ? path.slice(PREFIX.length) : undefined
}

/** The merchant as the test system knows it: requests and answers are signed with the test key. */
export function inTestSystem(merchant: MerchantView): MerchantView {
  return { ...merchant, apiV2Key: testSignKey(merchant) }
}

/** Hands out the test key (获取沙箱密钥). The request is signed with the real key; the answer is documented without `sign`. */
export const getTestSignKey: ReplyAct<unknown> = ({ merchant }) => {
  const { mchid: mch_id } = merchant
  return Promise.resolve(
    xmlReply({ return_code: 'SUCCESS', return_msg: 'OK', mch_id, sandbox_signkey: testSignKey(merchant) }),
  )
}

/** 32 characters, the same as long as the merchant's key is. */
function testSignKey({ apiV2Key }: Pick<MerchantView, 'apiV2Key'>): string {
  return createHmac('sha256', apiV2Key).update('sandbox_signkey').digest('hex').slice(0, 32)
}
