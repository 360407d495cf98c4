import { textFile } from '../../../kernel/answers/text-file.ts'
import type { MerchantAccount } from '../../../kernel/ledger/account.ts'
import type { Refusal } from '../../../kernel/machine/refusal.ts'
import type { Routes } from '../../../kernel/product.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import type { Reply } from '../../../kernel/protocol/reply.ts'
import type { CallTo } from '../../../kernel/protocol/call.ts'
import { notUnderstood } from '../../../kernel/protocol/v2/refusals.ts'
import type { BillContent } from '../bill.ts'
import { billFile, contentOf } from '../bill-file.ts'
import { billLines } from '../bill-lines.ts'
import type { BillPolicy } from '../policy.ts'
import { ofFundBill, ofTradeBill } from '../refusals-v2.ts'
import { refusals, wrongValue } from '../refusals.ts'
import { findPeriod, isTarType, tradesOf } from './call.ts'

type DownloadCall = CallTo<'v2PayDownloadbill' | 'v2PayDownloadfundflow', BillPolicy>

const accounts: Readonly<Record<string, MerchantAccount>> = { Basic: 'BASIC', Operation: 'OPERATION', Fees: 'FEES' }

/** The same bills through APIv2, where the answer is the file. */
export const v2Routes: Routes<BillPolicy> = {
  v2PayDownloadbill: {
    reply: (call) => inWords(ofTradeBill, async () => download(call, tradesOf(call.body.bill_type))),
  },
  v2PayDownloadfundflow: {
    async reply(call) {
      // Unlike the other bill operation, this one accepts only HMAC-SHA256.
      if (call.signType !== 'HMAC-SHA256') throw new Refused(notUnderstood('签名错误'))
      return inWords(ofFundBill, async () => download(call, fundsAskedFor(call)))
    },
  },
}

async function download(call: DownloadCall, content: BillContent | undefined): Promise<Reply> {
  const { bill_date, tar_type } = call.body
  if (!isTarType(tar_type)) throw new Refused(wrongValue('tar_type'))
  const period = await findPeriod(call, bill_date.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3'))
  const file = content && (await contentOf(billFile(billLines(call.merchant.mchid, content, period, call.world))))
  if (!file?.length) throw new Refused(refusals.noBill)
  return { ...(await textFile(file, call)), signs: 'nothing' }
}

function fundsAskedFor({ body }: CallTo<'v2PayDownloadfundflow', BillPolicy>): BillContent {
  const { account_type } = body
  const account = Object.hasOwn(accounts, account_type) ? accounts[account_type] : undefined
  if (!account) throw new Refused(wrongValue('account_type'))
  return { of: 'funds', account }
}

/** Runs an operation, whose refusals it converts to the operation's own form. */
async function inWords(words: (refusal: Refusal) => Refusal, act: () => Promise<Reply>): Promise<Reply> {
  try {
    return await act()
  } catch (error) {
    throw error instanceof Refused ? new Refused(words(error.refusal)) : error
  }
}
