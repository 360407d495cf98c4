import { X509Certificate, createPrivateKey } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMerchant } from '../../src/kernel/merchant/create-merchant.ts'
import { type MerchantCredentials, credentialsOf } from '../../src/kernel/merchant/credentials.ts'
import { writeKeyFiles } from '../../src/kernel/merchant/key-files.ts'

let folder: string
let merchants: readonly MerchantCredentials[]
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'key-files-'))
  merchants = await Promise.all(Array.from({ length: 4 }, async () => credentialsOf(await createMerchant())))
})
afterAll(() => rm(folder, { recursive: true }))

test('of sandboxes that start together on one folder, the keys of one are left, and none is refused', async () => {
  const own = join(folder, '1900000109')
  for (let round = 0; round < 5; round++) {
    await Promise.all(merchants.map((merchant) => writeKeyFiles(own, merchant)))
    const [key, certificate, publicKey] = await Promise.all(
      ['apiclient_key.pem', 'apiclient_cert.pem', 'pub_key.pem'].map((name) => readFile(join(own, name), 'utf8')),
    )
    const left = merchants.find(({ privateKey }) => privateKey === key)
    expect(left).toMatchObject({ certificate, publicKey })
    expect(new X509Certificate(certificate!).checkPrivateKey(createPrivateKey(key!))).toBe(true)
  }
  // Each process has left its platform certificate, which has a unique name, and no half-written file.
  const names = (await readdir(own)).filter((name) => !name.startsWith('wechatpay_'))
  expect(names.toSorted()).toEqual([
    '.gitignore',
    'apiclient_cert.pem',
    'apiclient_key.pem',
    'pub_key.pem',
    'wechatpay-sandbox.json',
  ])
})
