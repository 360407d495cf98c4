import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { DatabaseTarget } from './kernel/store/database.ts'

/** What was asked for on the command line and in the environment. */
export interface Command {
  readonly action: 'start' | 'help' | 'version'
  readonly database: DatabaseTarget
  readonly host: string
  readonly port: number
  /** What the control API and the page ask for. */
  readonly token?: string
  readonly frozen: boolean
  readonly notifyUrl?: string
  /** Where the merchant's `.env` is written. */
  readonly envFile: string
  /** Print the merchant's environment, keys included, instead of the name of the file. */
  readonly printEnv: boolean
  /** One line of JSON for programs instead of text for people. */
  readonly json: boolean
}

/** A flag or variable that cannot be; the message names it. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const usage = `wechatpay-sandbox — 本机微信支付 · WeChat Pay on your own machine

  --port <n>            监听端口，默认 8420，0 为任意空闲端口
  --host <address>      监听地址，默认 127.0.0.1；别人连得上的地址须设 --token
  --token <token>       网页与控制接口的口令；默认取环境变量 WECHATPAY_SANDBOX_TOKEN
  --data <folder>       数据目录，默认 .sandbox
  --memory              数据只在内存，退出即失
  --database-url <url>  PostgreSQL，多个进程可共用；默认取环境变量 DATABASE_URL
  --notify-url <url>    商户的回调地址
  --env <file>          把商户参数写到哪里，默认 <数据目录>/.env（权限 0600）
  --print-env           把商户参数（含密钥）打印出来
  --freeze              虚拟时间静止，由 /_sandbox/api/clock 推动
  --json                启动后只打印一行 JSON
  --help, --version
`

const DEFAULT_PORT = 8420
const DEFAULT_FOLDER = '.sandbox'

/** @throws UsageError */
export function readCommand(args: readonly string[], environment: NodeJS.ProcessEnv): Command {
  const flags = parseFlags(args)
  const folder = flags.data ?? DEFAULT_FOLDER
  const token = flags.token ?? (environment['WECHATPAY_SANDBOX_TOKEN'] || undefined)
  return {
    action: flags.help ? 'help' : flags.version ? 'version' : 'start',
    database: chooseDatabase(flags, folder, environment['DATABASE_URL']),
    host: nonEmpty('--host', flags.host ?? '127.0.0.1'),
    port: readPort(flags.port),
    ...(token !== undefined && { token }),
    frozen: flags.freeze ?? false,
    ...(flags['notify-url'] !== undefined && { notifyUrl: flags['notify-url'] }),
    envFile: flags.env ?? join(folder, '.env'),
    printEnv: flags['print-env'] ?? false,
    json: flags.json ?? false,
  }
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        token: { type: 'string' },
        data: { type: 'string' },
        memory: { type: 'boolean' },
        'database-url': { type: 'string' },
        'notify-url': { type: 'string' },
        env: { type: 'string' },
        'print-env': { type: 'boolean' },
        freeze: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    }).values
  } catch (error) {
    // Node goes on to tell how to pass an argument that begins with a dash.
    throw new UsageError((error instanceof Error ? error.message : String(error)).split('. ')[0])
  }
}

function chooseDatabase(
  flags: { data?: string; memory?: boolean; 'database-url'?: string },
  folder: string,
  fromEnvironment: string | undefined,
): DatabaseTarget {
  const chosen = [
    flags.data !== undefined && '--data',
    flags.memory === true && '--memory',
    flags['database-url'] !== undefined && '--database-url',
  ].filter((flag) => flag !== false)
  if (chosen.length > 1) throw new UsageError(`${chosen.join(' 与 ')} 只能选一个 · choose one of them`)
  if (flags.memory) return 'memory'
  if (flags.data !== undefined) return { folder: nonEmpty('--data', folder) }
  if (flags['database-url'] !== undefined) return { url: readUrl('--database-url', flags['database-url']) }
  return fromEnvironment ? { url: readUrl('DATABASE_URL', fromEnvironment) } : { folder }
}

/** The value is not repeated: it holds a password. */
function readUrl(name: string, value: string): string {
  if (/^postgres(ql)?:\/\/./.test(value)) return value
  throw new UsageError(`${name} 须以 postgresql:// 开头 · must be a URL that begins with postgresql://`)
}

function readPort(value: string | undefined): number {
  if (value === undefined) return DEFAULT_PORT
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN
  if (port <= 65_535) return port
  throw new UsageError(`--port 须为 0 到 65535 的整数 · must be a whole number from 0 to 65535; received "${value}"`)
}

function nonEmpty(name: string, value: string): string {
  if (value.trim() !== '') return value
  throw new UsageError(`${name} 不能为空 · must not be empty`)
}
