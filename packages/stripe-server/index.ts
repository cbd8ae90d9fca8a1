// What the rest of the repository may use.
export {
  API_VERSION,
  type PaymentsServer,
  type PaymentsServerOptions,
  startPaymentsServer,
} from './server.ts'
export type { WebhookEndpoint } from './webhooks/events.ts'
