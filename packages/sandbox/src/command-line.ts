import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { readMode } from './control/merchant-options.ts'
import { UsageError, orUsageError, readMerchantFlag, readPolicyFlags, readUserFlag } from './flag-values.ts'
import type { PlatformMode } from './kernel/merchant/platform-state.ts'
import { notifyUrl } from './kernel/control/input.ts'
import type { DatabaseTarget } from './kernel/store/database/database.ts'
import type { SandboxOptions } from './options.ts'
import type { SandboxPolicy } from './products/index.ts'
import { checkDocsOrigins, checkExposure, checkToken } from './server/exposure.ts'

export { UsageError }

/** The command from the command line and the environment. */
export interface Command {
  readonly action: 'start' | 'help' | 'version'
  readonly database: DatabaseTarget
  readonly host: string
  readonly port: number
  /** The token that the control API and the page require. */
  readonly token?: string
  /** Where documentation stands whose pages may try calls here. */
  readonly docsOrigins: readonly string[]
  readonly frozen: boolean
  readonly notifyUrl?: string
  /** Which of the platform's keys signs for the first merchant. Default: unchanged. */
  readonly mode?: PlatformMode
  readonly policy: Partial<SandboxPolicy>
  readonly users: NonNullable<SandboxOptions['users']>
  readonly merchants: NonNullable<SandboxOptions['merchants']>
  /** The folder for key files; each merchant has its own subfolder. */
  readonly keysFolder: string
  /** The file for the merchant's `.env`. */
  readonly envFile: string
  /** Prints the merchant's environment, keys included, instead of the file's name. */
  readonly printEnv: boolean
  /** Prints one line of JSON for programs instead of text for people. */
  readonly json: boolean
}

export const usage = `wechatpay-sandbox — 本机微信支付 · WeChat Pay on your own machine

  --port <n>            监听端口，默认 8420，0 为任意空闲端口
  --host <address>      监听地址，默认 127.0.0.1；别人连得上的地址须设 --token
  --token <token>       网页与控制接口的口令；默认取环境变量 WECHATPAY_SANDBOX_TOKEN
  --docs-origin <源>    文档网站的源，它的页面可以在这座沙箱里试调用，可以写多次
  --data <folder>       数据目录，默认 .sandbox
  --memory              数据只在内存，退出即失
  --database-url <url>  PostgreSQL，多个进程可共用；默认取环境变量 DATABASE_URL
  --notify-url <url>    商户的回调地址
  --mode <mode>         微信支付用哪种钥匙签名：publicKey、certificate、switching
  --policy <名=值>      文档没有写明之处的选择，可以写多次；列表用逗号分隔
  --user <openid:名=值,…>
                        用户的钱包、信用等，可以写多次：--user oLi:wallet=insufficient
  --merchant <商户号[:名=值,…]>
                        再要一个商户，可以写多次：--merchant 1900000110:mode=certificate
  --env <file>          把商户参数写到哪里，默认 <数据目录>/.env（权限 0600）
  --keys <folder>       密钥与证书文件写到哪里，默认 <数据目录>/keys，没有数据目录则在 --env 的文件旁边；
                        每个商户一个目录
  --print-env           把商户参数（含密钥）打印出来，以及 PHP、Go、Python、Java 怎样用它
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
  const host = nonEmpty('--host', flags.host ?? '127.0.0.1')
  const docsOrigins = flags['docs-origin'] ?? []
  orUsageError(() => {
    checkToken(token, flags.token === undefined ? 'WECHATPAY_SANDBOX_TOKEN' : '--token')
    checkExposure(host, token, '--host')
    checkDocsOrigins(docsOrigins, '--docs-origin')
    if (flags['notify-url'] !== undefined) notifyUrl(flags['notify-url'], '--notify-url')
  })
  const database = chooseDatabase(flags, folder, environment['DATABASE_URL'])
  const envFile = nonEmpty('--env', flags.env ?? join(folder, '.env'))
  // Keys that belong to no data folder go to the folder of the `.env` file.
  const ownFolder = typeof database === 'object' && 'folder' in database ? folder : dirname(envFile)
  return {
    action: flags.help ? 'help' : flags.version ? 'version' : 'start',
    database,
    host,
    port: readPort(flags.port),
    ...(token !== undefined && { token }),
    docsOrigins,
    frozen: flags.freeze ?? false,
    ...(flags['notify-url'] !== undefined && { notifyUrl: flags['notify-url'] }),
    ...(flags.mode !== undefined && { mode: orUsageError(() => readMode(flags.mode, '--mode')) }),
    policy: readPolicyFlags(flags.policy ?? []),
    users: Object.fromEntries((flags.user ?? []).map(readUserFlag)),
    merchants: (flags.merchant ?? []).map(readMerchantFlag),
    keysFolder: nonEmpty('--keys', flags.keys ?? join(ownFolder, 'keys')),
    envFile,
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
        'docs-origin': { type: 'string', multiple: true },
        data: { type: 'string' },
        memory: { type: 'boolean' },
        'database-url': { type: 'string' },
        'notify-url': { type: 'string' },
        mode: { type: 'string' },
        policy: { type: 'string', multiple: true },
        user: { type: 'string', multiple: true },
        merchant: { type: 'string', multiple: true },
        keys: { type: 'string' },
        env: { type: 'string' },
        'print-env': { type: 'boolean' },
        freeze: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    }).values
  } catch (error) {
    // Node's message continues with advice on arguments that begin with a dash.
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

/** Reads a URL. The error does not repeat the value, which contains a password. */
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
