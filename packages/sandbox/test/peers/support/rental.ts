import type { Sandbox } from '../../../src/index.ts'

/** Request bodies of a rental, written without the SDK, because these tests concern other clients. */
export function rental({ appid, serviceId }: Sandbox['merchant'], out_order_no: string) {
  const names = { appid, service_id: serviceId }
  return {
    create: {
      ...names,
      out_order_no,
      service_start_time: 'OnAccept',
      service_start_location: '人民广场地铁站',
      service_introduction: '共享充电宝租借',
      fees: [{ fee_name: '租金', fee_desc: '每小时三元' }],
      risk_amount: 9900,
    },
    query: { ...names, out_order_no },
    complete: (finish_ticket: unknown, real_service_end_time: string) => ({
      ...names,
      finish_type: 2,
      real_service_end_time,
      real_service_end_location: '静安寺地铁站',
      fees: [{ fee_name: '租金', fee_amount: 600, fee_desc: '每小时三元' }],
      total_amount: 600,
      finish_ticket,
    }),
  }
}

const RENTED_MS = 90 * 60_000
const CHINA_MS = 8 * 60 * 60_000

/**
 * The user confirms, keeps the power bank for 90 minutes and brings it back.
 *
 * @returns the end time in PayScore's notation
 */
export async function rent({ control, clock }: Sandbox, outOrderNo: string): Promise<string> {
  await control.confirm(outOrderNo)
  await clock.advance(RENTED_MS)
  const { now } = await clock.read()
  return new Date(now + CHINA_MS).toISOString().replaceAll(/\D/g, '').slice(0, 14)
}
