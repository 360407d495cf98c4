import { parseArgs } from 'node:util'
import { WechatPay } from 'wechatpay-ts'
import { payscoreTime } from 'wechatpay-ts/payscore'
import { WechatPay as BlockingWechatPay } from 'wechatpay-ts/sync'
import { createWebhookHandler, memoryClaims } from 'wechatpay-ts/webhook'
import { PowerBankShop } from './shop.ts'
import { SandboxControl } from './story/sandbox-control.ts'
import { StartError, startWechatPay } from './story/start-wechat-pay.ts'
import { play, tellNotification } from './story/story.ts'
import { Timeline } from './story/timeline.ts'
import { listenForWebhooks } from './webhook-endpoint.ts'

const HELP = `npm start [-- 选项]

启动微信支付沙箱，用公开的 SDK 和真实的回调地址演完六笔充电宝租借，然后继续提供网页。

  --once           演完即退出；没有终端时也是如此
  --port <端口>    沙箱的端口，默认 8420（被占用时任选），0 表示任选
  --data <目录>    把沙箱数据保存在目录里，默认只在内存
  --json           每行输出一个 JSON
  --help           显示这段说明`

function readArguments(): { once: boolean; port?: number; folder?: string; json: boolean } {
  const values = parseFlags()
  if (values.help) {
    console.log(HELP)
    process.exit(0)
  }
  const port = values.port === undefined ? undefined : Number(values.port)
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new UsageError(`--port：应为 0 到 65535 的整数，收到 ${values.port}`)
  }
  const once = values.once ?? !process.stdout.isTTY
  return {
    once,
    json: values.json,
    ...(port === undefined ? {} : { port }),
    ...(values.data === undefined ? {} : { folder: values.data }),
  }
}

function parseFlags() {
  try {
    return parseArgs({
      options: {
        once: { type: 'boolean' },
        port: { type: 'string' },
        data: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    // Node's message continues with advice on arguments that begin with a dash.
    throw new UsageError((error instanceof Error ? error.message : String(error)).split('. ')[0])
  }
}

/** A flag is invalid. */
class UsageError extends Error {}

async function main(): Promise<void> {
  const { once, json, ...place } = readArguments()
  await using stack = new AsyncDisposableStack()

  // The endpoint starts first, because WeChat Pay needs its address; it is called only after the rest exists.
  const webhooks = await listenForWebhooks(() => handler)
  stack.defer(() => webhooks.close())
  const wechatPay = await startWechatPay({ ...place, notifyUrl: webhooks.url })
  stack.defer(() => wechatPay.stop())

  const { env } = wechatPay
  const sandbox = await SandboxControl.connect(wechatPay.url)
  const wxpay = WechatPay.fromEnv(env)
  const blocking = BlockingWechatPay.fromEnv(env)
  stack.defer(() => blocking.close())
  stack.defer(() => wxpay.close())
  const shop = new PowerBankShop({
    wxpay,
    appid: env['WECHATPAY_APPID']!,
    serviceId: env['WECHATPAY_SERVICE_ID']!,
    clock: sandbox,
  })
  const timeline = new Timeline(sandbox, json)
  const { notifications } = shop
  const handler = createWebhookHandler({
    keys: { client: wxpay },
    store: memoryClaims(),
    expect: { mchid: wxpay.mchid, appid: env['WECHATPAY_APPID']!, amount: shop.expectedAmount },
    on: {
      'PAYSCORE.USER_ACCEPTED': (event) => {
        notifications['PAYSCORE.USER_ACCEPTED'](event)
        tellNotification(timeline, shop, event)
      },
      'PAYSCORE.USER_PAID': (event) => {
        notifications['PAYSCORE.USER_PAID'](event)
        tellNotification(timeline, shop, event)
      },
    },
  })

  timeline.note(`微信支付沙箱：${wechatPay.url}（虚拟时钟 ${payscoreTime(sandbox.now())}）`)
  await play({ shop, clients: { wxpay, blocking }, sandbox, timeline })
  timeline.note('\n六笔租借全部结清，与预期一致。')

  if (once) return
  timeline.note(`网页仍在 ${wechatPay.url} ，按 Ctrl+C 结束。`)
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
}

try {
  await main()
} catch (error) {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${HELP}`)
  else console.error(error instanceof StartError ? error.message : error)
  process.exitCode = error instanceof UsageError ? 2 : 1
}
