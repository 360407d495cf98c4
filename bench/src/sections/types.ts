import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { tsc, withFolder, writeConsumer } from '../harness/consumer.ts'
import { interleave } from '../harness/rounds.ts'
import type { Effort } from '../options.ts'
import { median, spread } from '../report/statistics.ts'
import { number, table } from '../report/table.ts'
import type { Report } from '../report/targets.ts'

const consumers = {
  'empty file': 'export {}',
  'wechatpay-ts': `
    import { WechatPay, type WechatPayOptions } from 'wechatpay-ts'
    export async function completeThrice(options: WechatPayOptions) {
      const wxpay = new WechatPay(options)
      const call = {
        out_order_no: 'PB20260801000001',
        json: { appid: 'wx', service_id: '500001', finish_type: 2, total_amount: 1000, finish_ticket: 'ticket' },
      } as const
      const chained = await wxpay.v3.payscore.payafterOrders._out_order_no_.complete.post(call)
      const declared = await wxpay.chain('v3/payscore/payafter-orders/{out_order_no}/complete').post(call)
      const named = await wxpay['v3/payscore/payafter-orders/{out_order_no}/complete'].post(call)
      return [chained.data.order_id, declared.data.order_id, named.data.order_id]
    }`,
  'wechatpay-ts, ten operations': `
    import { WechatPay, type WechatPayOptions } from 'wechatpay-ts'
    export async function callTen(options: WechatPayOptions) {
      const wxpay = new WechatPay(options)
      const out_order_no = 'PB20260801000001'
      const order = { appid: 'wx', mchid: '1900000109', description: '充电宝', out_trade_no: '1', notify_url: 'https://' }
      const amount = { total: 1, currency: 'CNY' }
      return [
        await wxpay.v3.certificates.get(),
        await wxpay.v3.payscore.payafterOrders.get({ query: { out_order_no, service_id: '5', appid: 'wx' } }),
        await wxpay.v3.payscore.payafterOrders._out_order_no_.cancel.post({
          out_order_no,
          json: { appid: 'wx', service_id: '5', reason: '用户取消' },
        }),
        await wxpay.v3.pay.transactions.jsapi.post({ json: { ...order, amount, payer: { openid: 'o' } } }),
        await wxpay.chain('v3/pay/transactions/native').post({ json: { ...order, amount } }),
        await wxpay.chain('v3/pay/transactions/id/{transaction_id}').get({ transaction_id: '1', query: { mchid: '1' } }),
        await wxpay.chain('v3/refund/domestic/refunds').post({
          json: { transaction_id: '1', out_refund_no: '1', amount: { refund: 1, total: 1, currency: 'CNY' } },
        }),
        await wxpay['v3/refund/domestic/refunds/{out_refund_no}'].get({ out_refund_no: '1' }),
        await wxpay['v2/pay/unifiedorder'].post({
          xml: {
            ...{ appid: 'wx1', body: '充电宝', out_trade_no: '1', total_fee: 1, spbill_create_ip: '127.0.0.1' },
            ...{ notify_url: 'https://shop.example/notify', trade_type: 'NATIVE' },
          },
        }),
        await wxpay.v2.pay.orderquery.post({ xml: { appid: 'wx1', out_trade_no: '1' } }),
      ].map(({ data }) => data)
    }`,
  'wechatpay-axios-plugin': `
    import { Wechatpay } from 'wechatpay-axios-plugin'
    export async function completeTwice(options: ConstructorParameters<typeof Wechatpay>[0]) {
      const wxpay = new Wechatpay(options)
      const json = { appid: 'wx', service_id: '500001', finish_type: 2, total_amount: 1000, finish_ticket: 'ticket' }
      const path = { out_order_no: 'PB20260801000001' }
      const { data } = await wxpay.chain('v3/payscore/payafter-orders/{out_order_no}/complete').post(json, path)
      return data
    }`,
} as const

type Consumer = keyof typeof consumers

interface Cost {
  readonly seconds: number
  readonly memoryMb: number
}

/** Runs `tsc` with its own statistics on a program of one file, libraries and `@types/node` included. */
export async function types(effort: Effort): Promise<Report> {
  return withFolder(async (folder) => {
    const names = Object.keys(consumers) as Consumer[]
    for (const name of names) await writeConsumer(join(folder, name), consumers[name])
    const costs = await interleave(names, effort.processes, (name) => check(join(folder, name)))
    const seconds = (name: Consumer): number[] => costs[name].map((cost) => cost.seconds)
    const memory = (name: Consumer): number => median(costs[name].map((cost) => cost.memoryMb))
    const rows = names.map((name) => {
      const { median: middle, min, max } = spread(seconds(name))
      return [name, number(middle * 1000), `${number(min * 1000)}–${number(max * 1000)}`, number(memory(name))]
    })
    const ten = 'wechatpay-ts, ten operations'
    const share = median(seconds(ten)) / median(seconds('empty file'))
    return {
      text: table(['one-file program', 'tsc ms', 'min–max', 'MB'], rows),
      targets: [
        {
          name: 'type-check of ten operations against an empty file',
          wanted: '≤ 1.50',
          measured: share.toFixed(2),
          met: share <= 1.5,
        },
        { name: 'memory of that, MB', wanted: '≤ 250', measured: number(memory(ten)), met: memory(ten) <= 250 },
      ],
      data: costs,
    }
  })
}

async function check(folder: string): Promise<Cost> {
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', folder, '--extendedDiagnostics'])
  const figure = (name: string): number => Number(new RegExp(`^${name}:\\s*([\\d.]+)`, 'm').exec(stdout)?.[1])
  return { seconds: figure('Total time'), memoryMb: figure('Memory used') / 1024 }
}
