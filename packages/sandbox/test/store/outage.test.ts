import { expect, test } from 'vitest'
import { Outage } from '../../src/kernel/store/database/outage.ts'

function newOutage() {
  const lines: unknown[][] = []
  const write = (...all: unknown[]): void => void lines.push(all)
  return { lines, outage: new Outage({ info: write, warn: write, error: write }, 'db:5432/shop') }
}

const away = Object.assign(new Error('terminating connection'), { code: '57P01', client: { password: 'hunter2' } })
const full = Object.assign(new Error('No space left on device'), { code: '53100' })
const succeed = (): Promise<void> => Promise.resolve()

test('an outage is two lines, however much fails meanwhile', async () => {
  const { lines, outage } = newOutage()
  outage.logger.error('a request', away)
  // A plain copy of the error, which is not an Error instance.
  outage.logger.error('a job', { code: away.code, message: away.message })
  await outage.probe(succeed)
  outage.logger.error('a request', away)
  await outage.probe(succeed)
  expect(lines).toHaveLength(1)
  await outage.probe(succeed)
  await outage.probe(succeed)
  expect(lines.flat()).toEqual([
    expect.stringMatching(/db:5432\/shop.*: terminating connection \(57P01\)$/),
    expect.stringContaining('is back'),
  ])
  outage.logger.error('a request', full)
  expect(lines).toHaveLength(3)
})

test('a bug is told as it is', () => {
  const { lines, outage } = newOutage()
  const bug = new TypeError('undefined is not a function')
  const wrong = Object.assign(new Error('duplicate key'), { code: '23505' })
  outage.logger.error('a request', bug)
  outage.logger.error('a request', wrong)
  outage.logger.warn('beware')
  expect(lines).toEqual([['a request', bug], ['a request', wrong], ['beware']])
})
