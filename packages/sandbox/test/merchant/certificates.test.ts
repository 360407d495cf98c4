import 'reflect-metadata'
import { X509Certificate } from 'node:crypto'
import { PublicKey, X509Certificate as ReadByOthers } from '@peculiar/x509'
import { beforeAll, expect, test } from 'vitest'
import { type KeyPair, certify, generateKeyPair } from '../../src/kernel/merchant/certificate-authority.ts'
import { objectIdentifier, sequence, text, time } from '../../src/kernel/merchant/der.ts'

const authority = { commonName: 'wechatpay-ts sandbox CA', organization: 'wechatpay-ts sandbox' }
const merchant = { commonName: '1900000109', organization: '微信商户系统' }

let issuer: KeyPair
let subject: KeyPair
beforeAll(async () => {
  ;[issuer, subject] = await Promise.all([generateKeyPair(), generateKeyPair()])
})

test('a certificate says whose key it is, and OpenSSL finds the signature of the CA on it', async () => {
  const notBefore = Date.parse('2026-11-28T05:39:09Z')
  const own = await certify({ subject: issuer, subjectName: authority, issuer, issuerName: authority, notBefore })
  const made = await certify({ subject, subjectName: merchant, issuer, issuerName: authority, notBefore })
  const [read, root] = [new X509Certificate(made.certificate), new X509Certificate(own.certificate)]
  expect(read.verify(root.publicKey)).toBe(true)
  expect(read.verify(read.publicKey)).toBe(false)
  expect(read.checkIssued(root)).toBe(true)
  expect(read.publicKey.export({ type: 'spki', format: 'pem' })).toBe(subject.publicKey)
  expect(read.subject).toBe('CN=1900000109\nO=微信商户系统\nC=CN')
  expect(read.issuer).toBe('CN=wechatpay-ts sandbox CA\nO=wechatpay-ts sandbox\nC=CN')
  expect(read.serialNumber).toBe(made.serial)
  expect(made.serial).toMatch(/^[0-9A-F]{40}$/)
  expect(read.validFromDate.getTime()).toBe(notBefore)
  expect(read.validToDate.getTime()).toBe(made.notAfter)
})

test('a reader written by others finds the same', async () => {
  const made = await certify({ subject, subjectName: merchant, issuer, issuerName: authority, notBefore: 1000 })
  const read = new ReadByOthers(made.certificate)
  expect(read.subject).toBe('CN=1900000109, O=微信商户系统, C=CN')
  expect(read.serialNumber.toUpperCase()).toBe(made.serial)
  const isSignedBy = ({ publicKey }: KeyPair) =>
    read.verify({ publicKey: new PublicKey(publicKey), signatureOnly: true })
  expect(await isSignedBy(issuer)).toBe(true)
  expect(await isSignedBy(subject)).toBe(false)
  expect(read.notBefore.getTime()).toBe(1000)
})

test('a certificate may end after 2049, where years get four digits', async () => {
  const notBefore = Date.parse('2047-06-01T00:00:00Z')
  const { certificate, notAfter } = await certify({
    subject,
    subjectName: merchant,
    issuer,
    issuerName: authority,
    notBefore,
  })
  const read = new X509Certificate(certificate)
  expect(read.validFromDate.getTime()).toBe(notBefore)
  expect(read.validToDate.getTime()).toBe(notAfter)
})

test('no two certificates have one serial number', async () => {
  const made = await Promise.all(
    Array.from({ length: 8 }, () =>
      certify({ subject, subjectName: merchant, issuer, issuerName: authority, notBefore: 0 }),
    ),
  )
  expect(new Set(made.map(({ serial }) => serial)).size).toBe(8)
})

test.each<[what: string, written: Buffer, hex: string]>([
  ['an object identifier', objectIdentifier('1.2.840.113549.1.1.11'), '06092a864886f70d01010b'],
  ['text of few letters', text('CN'), '1302434e'],
  ['any other text', text('微'), '0c03e5beae'],
  ['a length of one byte', sequence(text('a'.repeat(200))), `3081cb1381c8${'61'.repeat(200)}`],
  ['a length of two bytes', text('a'.repeat(300)), `1382012c${'61'.repeat(300)}`],
  ['the last second of 2049', time(Date.parse('2049-12-31T23:59:59Z')), '170d3439313233313233353935395a'],
  ['the first second of 2050', time(Date.parse('2050-01-01T00:00:00Z')), '180f32303530303130313030303030305a'],
])('DER of %s', (_, written, hex) => {
  expect(written.toString('hex')).toBe(hex)
})
