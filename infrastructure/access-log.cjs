// One line of the gateway for each request, also for those that reach no function: throttled, too large, malformed.
// `requestId` is the `gatewayRequestId` of the function's own line.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
const fields = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  route: '$context.routeKey',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
  functionMilliseconds: '$context.integrationLatency',
  functionStatus: '$context.integrationStatus',
  error: '$context.error.message',
  functionError: '$context.integrationErrorMessage',
  bytes: '$context.responseLength',
}

module.exports = JSON.stringify(fields)
