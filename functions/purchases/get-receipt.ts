import { PurchaseParams } from '#domains/purchases/params.ts'
import { readReceipt } from '#domains/sales/receipts.ts'
import { ReceiptAnswer } from '#domains/sales/schemas.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const getReceipt = defineEndpoint({
  method: 'GET',
  path: '/purchases/{purchaseId}/receipt',
  summary: 'A receipt',
  description:
    'For the buyer and for the partner of the reel. What it says stays as it was when the reel was sold, whatever has been deleted since; refunds are added.',
  auth: 'account',
  params: PurchaseParams,
  success: { status: 200, body: ReceiptAnswer },
  errors: ['PurchaseNotFound'],

  async handle({ params, viewer, orFail }) {
    return { receipt: orFail(await readReceipt(params.purchaseId, viewer)) }
  },
})

export const handler = lambda(getReceipt)
