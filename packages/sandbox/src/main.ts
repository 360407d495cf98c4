import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, UsageError, readCommand, usage } from './command-line.ts'
import { ControlError } from './kernel/control/control-error.ts'
import { type Sandbox, type SandboxMerchant, createSandbox } from './create-sandbox.ts'
import { environmentFile } from './kernel/merchant/env.ts'
import { EnvironmentFileError, writeEnvironmentFile } from './kernel/merchant/env-file.ts'
import { KeyFileError, writeKeyFiles } from './kernel/merchant/key-files.ts'
import { otherLanguages } from './kernel/merchant/other-languages.ts'
import { ListenError } from './server/listen.ts'
import { DataFolderError } from './kernel/store/folder/folder-error.ts'
import { FolderInUseError } from './kernel/store/folder/folder-lock.ts'
import { DatabaseError } from './kernel/store/database/trouble.ts'

/** Exit code for an invalid command line. */
const MISUSE = 2

try {
  await main()
} catch (error) {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${usage}`)
    process.exitCode = MISUSE
  } else {
    console.error(isExplained(error) ? error.message : error)
    process.exitCode = 1
  }
}

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2), process.env)
  if (command.action === 'help') console.log(usage)
  else if (command.action === 'version') console.log(version())
  else await run(command)
}

async function run(command: Command): Promise<void> {
  const sandbox = await createSandbox({
    database: command.database,
    host: command.host,
    port: command.port,
    ...(command.token !== undefined && { token: command.token }),
    docsOrigins: command.docsOrigins,
    clock: { frozen: command.frozen },
    policy: command.policy,
    users: command.users,
    merchants: command.merchants,
    onFolderLost(error) {
      console.error(error.message)
      process.exit(1)
    },
    ...(command.notifyUrl !== undefined && { merchant: { notifyUrl: command.notifyUrl } }),
  })
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => void end(sandbox))
  try {
    const { mode, envFile, keysFolder } = command
    if (mode !== undefined && (await sandbox.control.platform()).mode !== mode)
      await sandbox.control.setPlatform({ mode })
    const [first, ...others] = (await sandbox.merchants()) as [SandboxMerchant, ...SandboxMerchant[]]
    await writeEnvironmentFile(envFile, first.env)
    for (const { merchant } of [first, ...others]) await writeKeyFiles(join(keysFolder, merchant.mchid), merchant)
    if (command.json) console.log(JSON.stringify({ url: sandbox.url, envFile, keysFolder, pid: process.pid }))
    else greet(sandbox.url, first, others, command)
  } catch (error) {
    await sandbox.close()
    throw error
  }
}

function greet(url: string, first: SandboxMerchant, others: readonly SandboxMerchant[], command: Command): void {
  const { envFile, keysFolder, database, printEnv } = command
  const { merchant, env, clientOptions } = first
  const place = database === 'memory' ? '内存 · memory' : 'folder' in database ? database.folder : 'PostgreSQL'
  const further = others.map((other) => other.merchant.mchid)
  console.log(`微信支付沙箱 · WeChat Pay sandbox

  接口与网页   ${url}
  商户号       ${merchant.mchid}${further.length > 0 ? `，还有 · and ${further.join('、')}` : ''}
  AppID        ${merchant.appid}
  服务 ID      ${merchant.serviceId}
  数据         ${place}
  商户参数     ${envFile}
  密钥与证书   ${join(keysFolder, merchant.mchid)}

在你的程序里 · in your program:

  node --env-file=${envFile} app.js      // WechatPay.fromEnv()
`)
  if (!printEnv) return
  console.log(environmentFile(env))
  const lines = otherLanguages(merchant, clientOptions, join(keysFolder, merchant.mchid))
  for (const [language, line] of Object.entries(lines)) console.log(`# ${language}\n${line}\n`)
}

async function end(sandbox: Sandbox): Promise<void> {
  // A second signal ends the process at once.
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(1))
  try {
    await sandbox.close()
    process.exit(0)
  } catch (error) {
    console.error(isExplained(error) ? error.message : error)
    process.exit(1)
  }
}

function version(): string {
  return (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version
}

function isExplained(error: unknown): error is Error {
  return [
    ControlError,
    DatabaseError,
    DataFolderError,
    EnvironmentFileError,
    FolderInUseError,
    KeyFileError,
    ListenError,
  ].some((kind) => error instanceof kind)
}
