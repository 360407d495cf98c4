import { type Sandbox, ListenError, createSandbox } from '@wechatpay-ts/sandbox'
import type { WechatPayOptions } from './start-wechat-pay.ts'

/**
 * Runs WeChat Pay in its own process. The blocking client stops its whole thread, so the server must run elsewhere, as
 * in reality.
 */
const { port, folder, notifyUrl } = JSON.parse(process.argv[2]!) as WechatPayOptions

function open(at: number): Promise<Sandbox> {
  return createSandbox({
    port: at,
    database: folder ? { folder } : 'memory',
    clock: { now: Date.parse('2026-03-01T10:00:00+08:00'), frozen: true },
    merchant: { notifyUrl },
  })
}

try {
  const sandbox = await open(port ?? 8420).catch((error: unknown) => {
    if (port === undefined && error instanceof ListenError) return open(0)
    throw error
  })
  process.on('disconnect', () => void sandbox.close().then(() => process.exit()))
  process.send!({ url: sandbox.url, env: sandbox.env })
} catch (error) {
  process.send!({ problem: error instanceof Error ? error.message : String(error) }, () => process.exit(1))
}
