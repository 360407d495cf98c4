import { expect, test } from 'vitest'
import { type MerchantOptions, type SandboxOptions, createSandbox } from '../../src/index.ts'

const APPID = 'wx0123456789abcdef'
const secret = 'my own secret'

/** Wrong options, and the place that the error names. */
const wrong: readonly (readonly [options: unknown, field: string])[] = [
  [5, 'options'],
  [null, 'options'],
  [{ prot: 5 }, 'prot'],
  [{ port: '8420' }, 'port'],
  [{ port: 99_999 }, 'port'],
  [{ port: true }, 'port'],
  [{ host: 5 }, 'host'],
  [{ token: 5 }, 'token'],
  [{ docsOrigins: 'https://a.example' }, 'docsOrigins'],
  [{ docsOrigins: [5] }, 'docsOrigins[0]'],
  [{ clock: 5 }, 'clock'],
  [{ clock: { now: 'x' } }, 'clock.now'],
  [{ clock: { now: new Date(0) } }, 'clock.now'],
  [{ clock: { frozn: true } }, 'clock.frozn'],
  [{ policy: 5 }, 'policy'],
  [{ policy: null }, 'policy'],
  [{ database: 'disk' }, 'database'],
  [{ database: { folder: 5 } }, 'database.folder'],
  [{ database: { url: secret } }, 'database.url'],
  [{ database: { folder: 'a', url: 'postgresql://a' } }, 'database.folder'],
  [{ merchant: 5 }, 'merchant'],
  [{ merchant: { mchid: 5 } }, 'merchant.mchid'],
  [{ merchant: { rol: 'partner' } }, 'merchant.rol'],
  [{ merchant: { apiV3Key: secret } }, 'merchant.apiV3Key'],
  [{ merchant: { apiV3Kee: secret } }, 'merchant.apiV3Kee'],
  [{ merchant: { terms: { feeRat: 5 } } }, 'merchant.terms.feeRat'],
  [{ merchant: { service: { riskCap: '5' } } }, 'merchant.service.riskCap'],
  [{ merchant: { keys: { merchant: { privateKey: secret } } } }, 'merchant.keys.merchant.privateKey'],
  [{ merchant: { notifyUrl: 'foo' } }, 'merchant.notifyUrl'],
  [{ merchants: 3 }, 'merchants'],
  [{ merchants: [{ appid: APPID }] }, 'merchants[0].mchid'],
  [{ merchants: [{ mchid: '1900000110' }, { mchid: 5 }] }, 'merchants[1].mchid'],
  [{ users: [{}] }, 'users'],
  [{ users: { 'a b': {} } }, 'users'],
  [{ users: { o1: { wallet: 'none' } } }, 'users.o1.wallet'],
  [{ users: { o1: 5 } }, 'users.o1'],
  [{ schedule: 5 }, 'schedule'],
  [{ schedule: ['1s'] }, 'schedule[0]'],
  [{ reuseKeys: 'yes' }, 'reuseKeys'],
  [{ rateLimit: { burst: 5 } }, 'rateLimit.perSecond'],
  [{ logger: 5 }, 'logger'],
  [{ logger: { info() {} } }, 'logger.warn'],
  [{ onFolderLost: 5 }, 'onFolderLost'],
]

test.each(wrong)('createSandbox(%o) is refused: %s', async (options, field) => {
  const error: unknown = await createSandbox(options as SandboxOptions).catch((problem: unknown) => problem)
  expect(error).toMatchObject({ name: 'ControlError', status: 400, field, expected: expect.any(String) as string })
  expect((error as Error).message).toContain(field)
  expect(JSON.stringify(error) + (error as Error).message).not.toContain(secret)
})

test('a misspelt option is answered with what there is', async () => {
  const options = { prot: 5 } as SandboxOptions
  await expect(createSandbox(options)).rejects.toThrow(/there is no field prot; expected one of database, port, host/)
  const policy = { policy: { refundOutcom: 'success' } } as SandboxOptions
  await expect(createSandbox(policy)).rejects.toThrow(/policy\.refundOutcom does not exist; there are .*refundOutcome/)
})

test('the same options are refused for another merchant, and a partner that does not exist', async () => {
  await using sandbox = await createSandbox({ port: false })
  const refused = async (options: unknown, field: string): Promise<void> =>
    expect(sandbox.createMerchant(options as MerchantOptions), field).rejects.toMatchObject({ field })
  await refused(5, '')
  await refused({ rol: 'partner' }, 'rol')
  await refused({ terms: { feeRat: 5 } }, 'terms.feeRat')
  await refused({ successorPercent: 101 }, 'successorPercent')
  await refused({ partner: '1999999999' }, 'partner')
  await refused({ partner: sandbox.merchant.mchid }, 'partner')
  expect(await sandbox.merchants()).toHaveLength(1)
  await expect(sandbox.control.setStanding({ partners: ['1999999999'] })).rejects.toMatchObject({
    code: 'NO_SUCH_PARTNER',
    field: 'partners',
  })
})

test('a listed partner may stand after its merchant', async () => {
  const shop = { mchid: '1900000110', partner: '1900000111' }
  await expect(createSandbox({ port: false, merchants: [shop] })).rejects.toMatchObject({
    code: 'NO_SUCH_PARTNER',
    field: 'merchants[0].partner',
  })
  const merchants = [shop, { mchid: '1900000111', role: 'partner' as const }]
  await using sandbox = await createSandbox({ port: false, merchants })
  expect(await sandbox.merchants()).toHaveLength(3)
})
