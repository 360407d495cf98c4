import { byExample } from '../../../kernel/answers/answer.ts'
import { downloadAddress, exampleBill } from '../../../kernel/answers/example-bill.ts'
import { textFile } from '../../../kernel/answers/text-file.ts'
import { merchantAccounts } from '../../../kernel/ledger/account.ts'
import type { Routes } from '../../../kernel/product.ts'
import type { CallTo } from '../../../kernel/protocol/call.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import type { BillContent } from '../bill.ts'
import { billFile, contentOf, digestOf } from '../bill-file.ts'
import { billLines } from '../bill-lines.ts'
import { readToken, writeToken } from '../download-token.ts'
import type { BillPolicy } from '../policy.ts'
import { refusals, wrongValue } from '../refusals.ts'
import { type FlowPolicy, stockFlowLines } from '../stock-flow.ts'
import { findPeriod, isTarType, tradesOf } from './call.ts'

type BillApplication = CallTo<'billTradebill' | 'billFundflowbill', BillPolicy>

/** Merchants first apply for a bill and then download it. */
export const v3Routes: Routes<FlowPolicy> = {
  billTradebill: { act: async (call) => apply(call, await tradesAskedFor(call)) },
  billFundflowbill: { act: async (call) => apply(call, fundsAskedFor(call)) },
  billdownloadFile: {
    async reply(call) {
      const { merchant, now, world, query } = call
      const token = query['token'] ?? ''
      const example = await exampleBill(token, call)
      if (example) return byExample(example)
      const order = readToken(token, merchant)
      if (order === 'other') throw new Refused(refusals.otherMerchant)
      if (!order || now >= order.expiresAt) throw new Refused(refusals.urlExpired)
      const lines =
        'stockFlow' in order
          ? stockFlowLines(order.mchid, order.stockFlow, world)
          : billLines(order.mchid, order.content, order.period, world)
      const content = await contentOf(billFile(lines))
      if (content.length === 0) throw new Refused(refusals.urlExpired)
      return { ...(await textFile(content, call)), signs: 'nothing' }
    },
  },
}

/** Creates a bill and answers its digest and address. */
async function apply(call: BillApplication, content: BillContent | undefined): Promise<object> {
  const { merchant, now, world, query } = call
  const { mchid } = merchant
  if (!isTarType(query.tar_type)) throw new Refused(wrongValue('tar_type'))
  const period = await findPeriod(call, query['bill_date'] ?? '')
  const hash_value = content && (await digestOf(billFile(billLines(mchid, content, period, world))))
  if (!content || hash_value === undefined) throw new Refused(refusals.noBill)
  const token = writeToken({ mchid, content, period, expiresAt: now + world.policy.billUrlLifetimeMs }, merchant)
  return { hash_type: 'SHA1', hash_value, download_url: downloadAddress(call, token) }
}

/** Reads the requested trades. A partner may name one of its special merchants. */
async function tradesAskedFor({
  merchant,
  query,
  world,
}: CallTo<'billTradebill', BillPolicy>): Promise<BillContent | undefined> {
  const { sub_mchid, bill_type } = query
  const content = tradesOf(bill_type)
  if (sub_mchid === undefined) return content
  const sub = merchant.isPartner ? await world.merchants.find(sub_mchid) : undefined
  if (!sub?.partners?.includes(merchant.mchid)) throw new Refused(refusals.notRelated)
  return content && { ...content, sub_mchid }
}

function fundsAskedFor({ query }: CallTo<'billFundflowbill', BillPolicy>): BillContent {
  // Another operation has the bills of special merchants.
  if (query.sub_mchid !== undefined) throw new Refused(refusals.notRelated)
  const given = query.account_type ?? 'BASIC'
  const account = merchantAccounts.find((candidate) => candidate === given)
  if (!account) throw new Refused(wrongValue('account_type'))
  return { of: 'funds', account }
}
