import { createSandbox } from '@wechatpay-ts/sandbox'

/**
 * WeChat Pay, as a process of its own: the blocking client stops its whole thread, so the other side of the
 * conversation must live elsewhere, as it does in reality.
 */
const { port, folder, notifyUrl } = JSON.parse(process.argv[2]!) as {
  port: number
  folder?: string
  notifyUrl: string
}

const sandbox = await createSandbox({
  port,
  database: folder ? { folder } : 'memory',
  clock: { now: Date.parse('2026-03-01T10:00:00+08:00'), frozen: true },
})
await sandbox.control.setEndpoint({ url: notifyUrl })
process.send!({ url: sandbox.url, env: sandbox.env })

process.on('disconnect', () => void sandbox.close().then(() => process.exit()))
