import { expect, test } from 'vitest'
import type { Voucher } from '../../src/kernel/ledger/voucher.ts'
import type { UnitOfWork } from '../../src/kernel/machine/entities.ts'
import type { EntityKind } from '../../src/kernel/machine/entity-kind.ts'
import { randomCouponIds } from '../../src/products/coupon/ids.ts'
import { LockedCoupons } from '../../src/products/coupon/locked-coupons.ts'

const voucher = (creator: string): Voucher => ({
  coupon_id: `1${creator}`,
  stock_id: creator,
  creator: { mchid: creator, out_request_no: 'S1' },
  name: '券',
  scope: 'GLOBAL',
  type: 'CASH',
  amount: 1,
  contributor: 'merchant',
})

/** Records what is locked. The stocks of these creators are over. */
function recording(over: readonly string[]) {
  const locked: string[] = []
  const unit: Pick<UnitOfWork<unknown>, 'lock' | 'balance'> = {
    lock: async <E>({ product }: EntityKind<E, unknown>, mchid: string, number: string) => {
      locked.push(`${product}/${mchid}/${number}`)
      const stock = { mchid, stock_id: mchid, ...(over.includes(mchid) && { endedAt: 1 }) }
      return (product === 'coupon-stock' ? stock : undefined) as E | undefined
    },
    balance: async (mchid) => {
      locked.push(mchid)
      return { account: 'BASIC', available: Number(mchid), pending: 0 }
    },
  }
  return { locked, unit: unit as UnitOfWork<unknown> }
}

test('two refunds of each other’s vouchers lock the money of both merchants in one order', async () => {
  for (const [payee, creator] of [
    ['1', '2'],
    ['2', '1'],
  ] as const) {
    const { locked, unit } = recording([creator])
    const coupons = await LockedCoupons.lock(unit, [voucher(creator)])
    expect(await coupons.balanceOf(payee)).toMatchObject({ available: Number(payee) })
    expect(locked).toEqual([`coupon/${creator}/1${creator}`, `coupon-stock/${creator}/S1`, '1', '2'])
  }
})

test('the money of a creator whose stock goes on is not locked', async () => {
  const { locked, unit } = recording([])
  await (await LockedCoupons.lock(unit, [voucher('2')])).balanceOf('1')
  expect(locked.slice(2)).toEqual(['1'])
})

test('a sandbox can have many stocks before two get one number', () => {
  const ids = Array.from({ length: 50_000 }, () => randomCouponIds.stockId())
  expect(new Set(ids).size).toBe(ids.length)
})
