import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NotificationType } from '@wechatpay-ts/sandbox'
import { freePort } from '../../../scripts/free-port.ts'
import { chineseEdition } from '../../generator/navigation/edition.ts'
import { eventPage } from '../../generator/page-kinds/event-page.ts'
import { eventUrl } from '../../generator/navigation/page-url.ts'
import { spec } from '../support/generated.ts'
import { listening } from '../support/listening.ts'
import { PageRunners } from '../support/page-programs.ts'
import { PageStage } from '../support/page-stage.ts'
import { programsOf } from '../../generator/programs.ts'

const edition = chineseEdition(spec)
const runners = new PageRunners()
let stage: PageStage

beforeAll(async () => {
  stage = await PageStage.open(spec)
})
afterAll(async () => {
  await runners[Symbol.asyncDispose]()
  await stage[Symbol.asyncDispose]()
})

describe('handlers on the pages of notifications, each delivered to', () => {
  test.each(spec.webhooks.map((webhook) => [webhook.name, webhook] as const))('%s', async (name, webhook) => {
    const { programs } = programsOf([[`${eventUrl(webhook).slice(1)}.md`, eventPage(webhook, spec, edition)]])
    const runner = await runners.of(stage.merchantEnvironment)
    const port = await freePort()
    const outcome = runner.run(programs[0]!.code, { until: 'print', variables: { PORT: String(port) } })
    await listening(port)
    // A message of APIv2 signs no time but the one it tells, and a handler refuses it when that is old on this machine's clock.
    if (webhook.version === 'v2') await stage.goTo(Date.now())
    await stage.control.notify(name as NotificationType, {}, { url: `http://127.0.0.1:${port}/wechatpay` })
    await stage.sandbox.idle()
    const [delivery] = await stage.control.deliveries()
    expect(delivery!.attempts.map(({ status }) => Number(status) < 300)).toEqual([true])
    expect(await outcome).toMatchObject({ printed: expect.arrayContaining([name]) as unknown })
  })
})
