import { parseArgs } from 'node:util'
import { playDay } from './story.ts'
import { Narration } from './narration.ts'

const HELP = `npm run shop [-- 选项]

一家书店的一天：在自己电脑上的微信支付沙箱里，JSAPI 与 Native 下单、付款、通知、关单、部分退款，次日下载账单，逐行核对。

  --json   每行输出一个 JSON
  --help   显示这段说明`

const options = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const

async function main(): Promise<number> {
  let json: boolean | undefined
  try {
    const { values } = parseArgs({ options })
    if (values.help) {
      console.log(HELP)
      return 0
    }
    json = values.json
  } catch (error) {
    // Node's message continues with advice on arguments that begin with a dash.
    console.error(`${(error instanceof Error ? error.message : String(error)).split('. ')[0]}\n\n${HELP}`)
    return 2
  }
  return (await playDay(new Narration(json ?? false))) ? 0 : 1
}

process.exitCode = await main()
