import { describe, expect, test } from 'vitest'
import { operationNames } from '../../src/catalogue/operation-names.ts'
import { webhookNames } from '../../src/catalogue/webhook-item.ts'
import { operation, webhook } from '../support/catalogue-rows.ts'

function names(...ids: string[]): (string | undefined)[] {
  const given = operationNames(ids.map((id) => operation(id)))
  return ids.map((id) => given.get(id))
}

describe('an operation is named after', () => {
  test('its path, a collection before a parameter in the singular', () => {
    expect(names('v3/payscore/payafter-orders/{out_order_no}/complete#post')).toEqual(['payscorePayafterOrderComplete'])
  })

  test('what it is found by, where the path says so', () => {
    expect(
      names(
        'v3/pay/transactions/id/{transaction_id}#get',
        'v3/pay/transactions/out-trade-no/{out_trade_no}/close#post',
        'v3/papay/contracts/plan-id/{plan_id}/out-contract-code/{out_contract_code}#get',
        'v3/mchalterapply/merchant/{merchant_code}/out-request-no/{out_request_no}#get',
        'v3/transfer/batches/{batch_id}/details/{detail_id}#get',
      ),
    ).toEqual([
      'payTransactionById',
      'payTransactionByOutTradeNoClose',
      'papayContractByPlanIdAndOutContractCode',
      'mchalterapplyMerchantByOutRequestNo',
      'transferBatchDetail',
    ])
  })

  test('its version, when that is not v3', () => {
    expect(names('v2/pay/unifiedorder#post', 'hk/v3/certificates#get', 'v3/certificates#get')).toEqual([
      'v2PayUnifiedorder',
      'hkCertificates',
      'certificates',
    ])
  })

  test('its method, where two share a path', () => {
    expect(names('v3/pay/orders#get', 'v3/pay/orders#post')).toEqual(['payOrdersQuery', 'payOrdersCreate'])
  })

  test('its parameters, where paths differ in nothing else', () => {
    expect(names('v3/apply/{applyment_id}/cancel#post', 'v3/apply/{business_code}/cancel#post')).toEqual([
      'applyCancelByApplymentIdCreate',
      'applyCancelByBusinessCodeCreate',
    ])
  })
})

test('names are unique, whatever the catalogue holds', () => {
  const given = names('v3/a/b-c#get', 'v3/a/b_c#post', 'v3/a/{b}/c#get', 'v3/a/c#get', 'v3/a/c#delete')
  expect(new Set(given).size).toBe(given.length)
})

test('two operations that cannot be told apart are refused by name', () => {
  expect(() => names('v3/a/b-c#get', 'v3/a/b_c#get')).toThrow('v3/a/b-c#get, v3/a/b_c#get')
})

test('notifications that differ in spelling only are numbered', () => {
  const given = webhookNames([
    webhook('v3/REFUND.SUCCESS'),
    webhook('v2/TRANSACTION.SUCCESS'),
    webhook('v2/transaction-success'),
  ])
  expect([...given.values()]).toEqual(['onRefundSuccess', 'onV2TransactionSuccess', 'onV2TransactionSuccess2'])
})
