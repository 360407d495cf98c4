import { tsc, withFolder, writeConsumer } from '../harness/consumer.ts'
import { LanguageServer } from '../harness/language-server.ts'
import type { Effort } from '../options.ts'
import { median, spread } from '../report/statistics.ts'
import { number, table } from '../report/table.ts'
import type { Report } from '../report/targets.ts'

const beginning = `import { WechatPay } from 'wechatpay-ts'
declare const wxpay: WechatPay
`

/** Texts to type, each with a completion that must be offered. */
const places = {
  'wxpay.v3.': 'payscore',
  'wxpay.v3.payscore.payafterOrders.': '_out_order_no_',
  'wxpay.v3.pay.transactions.jsapi.post({ json: { ': 'description',
  'wxpay.v2.pay.': 'unifiedorder',
  "wxpay.chain('": 'v3/pay/transactions/jsapi',
  "wxpay['": 'v3/pay/transactions/jsapi',
} as const

type Place = keyof typeof places

/** Measures how long the language server takes to offer completions after each change of the file. */
export async function editor(effort: Effort): Promise<Report> {
  return withFolder(async (folder) => {
    await writeConsumer(folder, beginning)
    const server = new LanguageServer(tsc, folder, 'consumer.ts')
    await server.open(beginning)
    const first = await complete(server, 'wxpay.v3.', 0)
    const names = Object.keys(places) as Place[]
    const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Place, number[]>
    for (let round = 1; round <= effort.processes; round++) {
      for (const name of names) times[name].push(await complete(server, name, round))
    }
    const peak = await server.peakMegabytes()
    await server.close()
    const rows = names.map((name) => {
      const { median: middle, min, max } = spread(times[name])
      return [`\`${name}\``, number(middle), `${number(min)}–${number(max)}`]
    })
    const measured = median(times['wxpay.v3.'])
    const notes = `first answer after opening: ${number(first)} ms; most memory: ${peak === undefined ? '–' : number(peak)} MB`
    return {
      text: `${table(['completion after', 'ms', 'min–max'], rows)}\n\n${notes}`,
      targets: [
        {
          name: 'completion after wxpay.v3., median ms',
          wanted: '< 100',
          measured: number(measured),
          met: measured < 100,
        },
      ],
      data: { first, times, peak },
    }
  })
}

/** Duration in milliseconds. The changed comment prevents a cached answer. */
async function complete(server: LanguageServer, place: Place, round: number): Promise<number> {
  const { milliseconds, labels } = await server.complete(`${beginning}// ${round}\n${place}`)
  if (!labels.includes(places[place]))
    throw new Error(`after ${place} there is no ${places[place]}: ${labels.join(', ')}`)
  return milliseconds
}
