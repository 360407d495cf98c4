import { once } from 'node:events'
import { X509Certificate, createPrivateKey } from 'node:crypto'
import { appendFile, mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { UsageError, readCommand } from '../../src/command-line.ts'
import { newFolder } from '../support/databases.ts'
import { spawnSandbox, startProcess } from '../support/process.ts'

async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawnSandbox(args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const [output, problems] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'exit')])
  return { code: child.exitCode, output, problems }
}

describe('the command line', () => {
  test('has defaults that harm nobody', () => {
    expect(readCommand([], {})).toEqual({
      action: 'start',
      database: { folder: '.sandbox' },
      host: '127.0.0.1',
      port: 8420,
      docsOrigins: [],
      frozen: false,
      policy: {},
      users: {},
      merchants: [],
      keysFolder: join('.sandbox', 'keys'),
      envFile: join('.sandbox', '.env'),
      printEnv: false,
      json: false,
    })
  })

  test('reads every flag', () => {
    const url = 'postgresql://localhost/x'
    expect(
      readCommand(['--port', '0', '--host', '::1', '--memory', '--freeze', '--json', '--print-env'], {}),
    ).toMatchObject({
      database: 'memory',
      port: 0,
      host: '::1',
      frozen: true,
      json: true,
      printEnv: true,
    })
    expect(readCommand(['--data', 'd', '--notify-url', 'http://a/b'], {})).toMatchObject({
      database: { folder: 'd' },
      envFile: join('d', '.env'),
      notifyUrl: 'http://a/b',
    })
    expect(readCommand(['--env', 'e'], { DATABASE_URL: url })).toMatchObject({ database: { url }, envFile: 'e' })
    expect(readCommand(['--memory'], { DATABASE_URL: url })).toMatchObject({ database: 'memory' })
    expect(readCommand(['--database-url', url], {})).toMatchObject({ database: { url } })
    const [t, e] = ['t'.repeat(16), 'e'.repeat(16)]
    expect(readCommand(['--token', t], { WECHATPAY_SANDBOX_TOKEN: e })).toMatchObject({ token: t })
    expect(readCommand([], { WECHATPAY_SANDBOX_TOKEN: e })).toMatchObject({ token: e })
    const docs = ['--docs-origin', 'https://a.example', '--docs-origin', 'https://b.example']
    expect(readCommand(docs, {})).toMatchObject({ docsOrigins: ['https://a.example', 'https://b.example'] })
    const world = [
      '--mode',
      'certificate',
      '--keys',
      'k',
      '--policy',
      'unsetFields=empty',
      '--policy',
      'maxRunningOrders=9',
    ]
    expect(
      readCommand([...world, '--policy', 'deductionRetryDelaysMs=1000,2000', '--policy', 'notifyPaid=false'], {}),
    ).toMatchObject({
      mode: 'certificate',
      keysFolder: 'k',
      policy: { unsetFields: 'empty', maxRunningOrders: 9, deductionRetryDelaysMs: [1000, 2000], notifyPaid: false },
    })
    const users = [
      '--user',
      'oLi:wallet=insufficient,failNextDeductions=2',
      '--user',
      'oWu:authorisedServices=500001+500002',
    ]
    expect(readCommand([...users, '--user', 'oXu'], {})).toMatchObject({
      users: {
        oLi: { wallet: 'insufficient', failNextDeductions: 2 },
        oWu: { authorisedServices: ['500001', '500002'] },
        oXu: {},
      },
    })
    const merchants = ['--merchant', '1900000110', '--merchant', '1900000111:mode=certificate,notifyUrl=http://a:80/b']
    expect(readCommand(merchants, {})).toMatchObject({
      merchants: [{ mchid: '1900000110' }, { mchid: '1900000111', mode: 'certificate', notifyUrl: 'http://a:80/b' }],
    })
    const suspended = '1900000112:restricted=true,appids=wx0123456789abcdef+wx0123456789abcdeg'
    expect(readCommand(['--merchant', suspended], {})).toMatchObject({
      merchants: [{ restricted: true, appids: ['wx0123456789abcdef', 'wx0123456789abcdeg'] }],
    })
    expect(readCommand(['--help'], {})).toMatchObject({ action: 'help' })
    expect(readCommand(['-v'], {})).toMatchObject({ action: 'version' })
  })

  const mistakes: readonly [readonly string[], NodeJS.ProcessEnv, string][] = [
    [['--prot', '1'], {}, '--prot'],
    [['extra'], {}, 'extra'],
    [['--port', '65536'], {}, '--port'],
    [['--port', '1e3'], {}, '--port'],
    [['--port', ''], {}, '--port'],
    [['--host', ' '], {}, '--host'],
    [['--data', ''], {}, '--data'],
    [['--memory', '--data', 'd'], {}, '--data 与 --memory'],
    [['--database-url', 'mysql://localhost'], {}, '--database-url'],
    [[], { DATABASE_URL: 'localhost:5432' }, 'DATABASE_URL'],
    [['--mode', 'both'], {}, 'one of publicKey, certificate, switching'],
    [['--policy', 'unsetFields'], {}, '--policy：要写成 名=值'],
    [['--policy', 'unsetField=empty'], {}, 'there are'],
    [['--policy', 'unsetFields=none'], {}, "expected 'omitted' or 'empty'"],
    [['--policy', 'maxRunningOrders=-1'], {}, 'expected a number from 0'],
    [['--policy', 'notifyPaid=yes'], {}, 'expected a boolean'],
    [['--user', 'o Li'], {}, 'an openid'],
    [['--user', 'oLi:wallet=full'], {}, 'one of sufficient, insufficient'],
    [['--user', 'oLi:purse=full'], {}, 'purse'],
    [['--merchant', 'me'], {}, '8 to 10 digits'],
    [['--merchant', '1900000110:name=x'], {}, 'name'],
    [['--merchant', '1900000110:notifyUrl=x'], {}, 'notifyUrl'],
    [['--keys', ''], {}, '--keys'],
    [['--env', ''], {}, '--env'],
    [['--merchant', '1900000110:restricted=yes'], {}, '--merchant.restricted'],
    [['--token', 'short'], {}, '--token'],
    [[], { WECHATPAY_SANDBOX_TOKEN: 'short' }, 'WECHATPAY_SANDBOX_TOKEN'],
    [['--host', '0.0.0.0'], {}, '--host'],
    [['--docs-origin', 'foo'], {}, '--docs-origin'],
    [['--notify-url', 'foo'], {}, '--notify-url'],
    [['--user', 'oLi:wallet=full'], {}, '--user.wallet'],
  ]
  test.each(mistakes)('refuses %j with %j', (args, environment, named) => {
    expect(() => readCommand(args, environment)).toThrow(UsageError)
    expect(() => readCommand(args, environment)).toThrow(named)
  })

  test('does not repeat a password', () => {
    expect(() => readCommand(['--database-url', 'mysql://root:hunter2@db'], {})).not.toThrow('hunter2')
  })
})

describe('the process', () => {
  test('writes the merchant into a file of its own and ends when asked to', async () => {
    const { folder } = await newFolder()
    const sandbox = await startProcess(['--data', folder, '--freeze'])
    expect(sandbox.env['WECHATPAY_BASE_URL']).toBe(sandbox.url)
    expect(sandbox.env['WECHATPAY_SANDBOX']).toBe('1')
    expect((await stat(join(folder, '.env'))).mode & 0o777).toBe(0o600)
    expect((await sandbox.merchant.create('P1')).status).toBe(200)

    const rival = await run(['--data', folder, '--port', '0'])
    expect(rival.code).toBe(1)
    expect(rival.problems).toContain(`process ${sandbox.child.pid}`)
    expect(await sandbox.end('SIGINT')).toBe(0)

    const next = await startProcess(['--data', folder])
    expect(next.env['WECHATPAY_APIV3_KEY']).toBe(sandbox.env['WECHATPAY_APIV3_KEY'])
    expect((await next.merchant.query('P1')).data).toMatchObject({ state: 'CREATED' })
    expect(await next.end('SIGTERM')).toBe(0)
  })

  test('says what is wrong in a sentence, without a stack', async () => {
    const misused = await run(['--port', 'x'])
    expect(misused.code).toBe(2)
    expect(misused.problems).toContain('--port')

    const unreachable = await run([], { DATABASE_URL: 'postgresql://me:hunter2@127.0.0.1:1/db' })
    expect(unreachable.code).toBe(1)
    expect(unreachable.problems).toContain('127.0.0.1:1/db')
    expect(unreachable.problems).not.toMatch(/hunter2|\n\s+at /)

    const { folder } = await newFolder()
    const occupied = createServer().listen(0, '127.0.0.1')
    await once(occupied, 'listening')
    const address = occupied.address()
    const port = String(typeof address === 'object' && address ? address.port : 0)
    const { code, problems } = await run(['--memory', '--env', join(folder, '.env'), '--port', port])
    occupied.close()
    expect(code).toBe(1)
    expect(problems).toContain(`port ${port}`)
    expect(problems).not.toMatch(/\n\s+at /)

    const exposed = await run(['--memory', '--env', join(folder, '.env'), '--port', '0', '--host', '0.0.0.0'])
    expect(exposed.code).toBe(2)
    expect(exposed.problems).toMatch(/^--host.*--token/)
    expect(exposed.problems).not.toMatch(/\n\s+at /)

    const file = join(folder, 'file')
    await writeFile(file, 'mine')
    const noFolder = await run(['--data', file, '--port', '0'])
    expect(noFolder.code).toBe(1)
    expect(noFolder.problems).toMatch(/^.* the data folder .*file is a file: name a folder\n$/)

    const own = join(folder, 'project', 'database', 'schema.sql')
    await mkdir(dirname(own), { recursive: true })
    await writeFile(own, 'create table mine ()')
    const notOurs = await run(['--data', join(folder, 'project'), '--port', '0'])
    expect(notOurs.code).toBe(1)
    expect(notOurs.problems).toMatch(/^.* was left alone: .*--data.*\n$/)
    expect(await readFile(own, 'utf8')).toBe('create table mine ()')

    const badUrl = await run(['--memory', '--env', join(folder, '.env'), '--notify-url', 'ftp://x'])
    expect(badUrl.code).toBe(2)
    expect(badUrl.problems).toMatch(/--notify-url.*received "ftp:\/\/x"/)
  })

  test('keeps a .env that is not its own, and what was added to the one that is', async () => {
    const { folder } = await newFolder()
    const file = join(folder, 'production.env')
    await writeFile(file, 'WECHATPAY_MCHID="1230000109"\n')
    const refused = await run(['--memory', '--port', '0', '--env', file])
    expect(refused.code).toBe(1)
    expect(refused.problems).toContain(file)
    expect(refused.problems).not.toMatch(/\n\s+at /)
    expect(await readFile(file, 'utf8')).toBe('WECHATPAY_MCHID="1230000109"\n')

    const noFile = await run(['--memory', '--port', '0', '--env', folder])
    expect(noFile.code).toBe(1)
    expect(noFile.problems).toContain('EISDIR')

    const own = join(folder, 'data', '.env')
    expect(await (await startProcess(['--data', join(folder, 'data')])).end('SIGTERM')).toBe(0)
    const before = await readFile(own, 'utf8')
    await appendFile(own, 'PORT=3000\n')
    expect(await (await startProcess(['--data', join(folder, 'data')])).end('SIGTERM')).toBe(0)
    const after = await readFile(own, 'utf8')
    const names = (text: string) => text.split('\n').map((line) => line.replace(/=.*/, ''))
    expect(names(after)).toEqual([...names(before).slice(0, -1), 'PORT', ''])
  })

  test('writes each merchant’s keys as the merchant platform hands them out, and touches no other file', async () => {
    const { folder } = await newFolder()
    const args = [
      '--data',
      folder,
      '--merchant',
      '1900000110',
      '--user',
      'oLi:wallet=insufficient',
      '--mode',
      'certificate',
    ]
    const sandbox = await startProcess(args)
    const { merchants } = await sandbox.control<{ merchants: { mchid: string }[] }>('GET', '/merchants')
    expect(merchants.map(({ mchid }) => mchid)).toEqual(['1900000109', '1900000110'])
    expect(await sandbox.control('GET', '/users/oLi')).toMatchObject({ wallet: 'insufficient' })
    expect(await sandbox.control('GET', '/platform')).toMatchObject({ mode: 'certificate' })
    const own = join(folder, 'keys', '1900000109')
    const names = (await readdir(own)).toSorted()
    expect(names).toEqual([
      '.gitignore',
      'apiclient_cert.pem',
      'apiclient_key.pem',
      'pub_key.pem',
      'wechatpay-sandbox.json',
      expect.stringMatching(/^wechatpay_[0-9A-F]{40}\.pem$/),
    ])
    for (const name of names) expect((await stat(join(own, name))).mode & 0o777).toBe(0o600)
    const key = await readFile(join(own, 'apiclient_key.pem'), 'utf8')
    const certificate = new X509Certificate(await readFile(join(own, 'apiclient_cert.pem')))
    expect(certificate.serialNumber).toBe(sandbox.env['WECHATPAY_MERCHANT_CERTIFICATE_SERIAL'])
    expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true)
    expect(await readFile(join(folder, 'keys', '1900000110', 'apiclient_key.pem'), 'utf8')).not.toBe(key)
    expect(await sandbox.end('SIGTERM')).toBe(0)

    // The user has placed a real merchant's key there.
    await writeFile(join(own, 'apiclient_key.pem'), 'a real key')
    const refused = await run([...args, '--port', '0'])
    expect(refused.code).toBe(1)
    expect(refused.problems).toContain(join(own, 'apiclient_key.pem'))
    expect(refused.problems).not.toMatch(/a real key|\n\s+at /)
    expect(await readFile(join(own, 'apiclient_key.pem'), 'utf8')).toBe('a real key')

    const elsewhere = await startProcess([...args, '--keys', join(folder, 'k')])
    expect(await readFile(join(folder, 'k', '1900000109', 'apiclient_key.pem'), 'utf8')).toBe(key)
    expect(await elsewhere.end('SIGTERM')).toBe(0)
    // The sandbox overwrites its own files, here with those of another merchant.
    const fresh = await startProcess(['--memory', '--env', join(folder, 'other.env'), '--keys', join(folder, 'k')])
    expect(await readFile(join(folder, 'k', '1900000109', 'apiclient_key.pem'), 'utf8')).not.toBe(key)
    expect(await fresh.end('SIGTERM')).toBe(0)
  })

  test('tells with --print-env how other languages call it', async () => {
    const { folder } = await newFolder()
    const child = spawnSandbox(['--data', folder, '--port', '0', '--print-env'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exited = once(child, 'exit')
    const lines = createInterface({ input: child.stdout! })
    const printed: string[] = []
    for await (const line of lines) if (printed.push(line) && line.startsWith('HttpClient')) break
    child.kill('SIGTERM')
    await exited
    const told = printed.slice(printed.indexOf('# PHP'))
    expect(told.filter((line) => line.startsWith('# '))).toEqual(['# PHP', '# Go', '# Python', '# Java'])
    for (const line of told.filter((one) => one !== '' && !one.startsWith('# '))) {
      expect(line).toContain(join(folder, 'keys', '1900000109', 'apiclient_key.pem'))
      expect(line).toContain('1900000109')
      expect(line).toMatch(/PUB_KEY_ID_\d+/)
    }
  })

  test('keeps secrets off the screen unless asked', async () => {
    expect((await run(['--help'])).output).toContain('--database-url')
    expect((await run(['--version'])).output).toMatch(/^\d+\.\d+\.\d+\n$/)
    const { folder } = await newFolder()
    const child = spawnSandbox(['--data', folder, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
    const exited = once(child, 'exit')
    const [first] = (await once(child.stdout!, 'data')) as [Buffer]
    child.kill('SIGTERM')
    await exited
    expect(first.toString()).toContain('1900000109')
    expect(first.toString()).not.toMatch(/PRIVATE KEY|APIV3_KEY=/)
  })
})
