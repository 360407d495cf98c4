import type { Identity } from './identity.ts'

/** The measured call: completion of a power-bank rental, the same for every subject. */
export const OUT_ORDER_NO = 'PB20260801000001'
export const TEMPLATE = 'v3/payscore/payafter-orders/{out_order_no}/complete'
export const TARGET = `/${TEMPLATE.replace('{out_order_no}', OUT_ORDER_NO)}`

export type CompletionBody = ReturnType<typeof completionBody>

export function completionBody({ appid, serviceId }: Identity) {
  return {
    appid,
    service_id: serviceId,
    finish_type: 2 as const,
    real_service_start_time: '20260801093000',
    real_service_end_time: '20260801121500',
    real_service_end_location: '人民广场地铁站',
    fees: [{ fee_name: '充电宝租借', fee_amount: 1200, fee_desc: '每小时四元，不足一小时按一小时计' }],
    discounts: [{ discount_name: '新人立减', discount_desc: '首单立减两元', discount_amount: 200 }],
    total_amount: 1000,
    finish_ticket: 'MTkwMDAwMDEwOVBCMjAyNjA4MDEwMDAwMDEyMDI2MDgwMTA5MzAwMA==',
    profit_sharing: false,
  }
}

export interface CompletionAnswer {
  readonly out_order_no?: string
}

export function completionAnswer({ appid, mchid, serviceId }: Identity): Buffer {
  const order_id = '1000000000202608010931218405612'
  return Buffer.from(JSON.stringify({ appid, mchid, out_order_no: OUT_ORDER_NO, service_id: serviceId, order_id }))
}
