import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

function start(...args: string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--conditions=@wechatpay-ts/source', main, ...args], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr })
    })
  })
}

describe('npm start', () => {
  test('plays six rentals to their end, each completed in a style of its own', async () => {
    const { code, stdout, stderr } = await start('--once', '--json', '--port', '0')
    expect(stderr).toBe('')
    expect(code).toBe(0)
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { what: string } & Record<string, unknown>)
    const completed = lines.filter(({ what }) => what.endsWith(' 完结')).map(({ what }) => what)
    expect(completed).toEqual([
      '① 异步纯链式 完结',
      '② 异步声明式 完结',
      '③ 异步属性式 完结',
      '④ 同步纯链式 完结',
      '⑤ 同步声明式 完结',
      '⑥ 同步属性式 完结',
    ])
    expect(lines.filter(({ what }) => what.includes('通知 PAYSCORE.USER_ACCEPTED'))).toHaveLength(6)
    expect(lines.filter(({ what }) => what.includes('通知 PAYSCORE.USER_PAID'))).toHaveLength(6)
    expect(lines.filter((line) => line['状态'] === 'USER_PAID')).toHaveLength(6)
    expect(lines.at(-1)).toMatchObject({ what: '全部结清', 订单: 6, 通知: 12, 合计: '212.00 元' })
  })

  test('plays again on the data of the last time', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'power-bank-'))
    for (let time = 1; time <= 2; time++) {
      expect(await start('--once', '--json', '--port', '0', '--data', folder)).toMatchObject({ code: 0, stderr: '' })
    }
    await rm(folder, { recursive: true })
  })

  test('tells it to people without being asked for JSON', async () => {
    const { code, stdout } = await start('--port', '0')
    expect(code).toBe(0)
    expect(stdout).toContain('六笔租借全部结清，与预期一致。')
  })

  test('says which address is taken, and fails', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as AddressInfo
    const { code, stderr } = await start('--once', '--port', String(port))
    taken.close()
    expect(code).toBe(1)
    expect(stderr).toContain(String(port))
  })

  test.each([
    [['--port', 'abc'], '--port：应为 0 到 65535 的整数，收到 abc'],
    [['--prot', '1'], "Unknown option '--prot'"],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await start(...args)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })

  test('--help lists the options', async () => {
    const { code, stdout } = await start('--help')
    expect(code).toBe(0)
    for (const option of ['--once', '--port', '--data', '--json']) expect(stdout).toContain(option)
  })
})
