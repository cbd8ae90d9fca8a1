import { defineConfig } from 'vitest/config'

// `npm run test:stripe`. With STRIPE_TEST_KEY, the tests run against a sandbox at Stripe, else against this server.
export default defineConfig({
  test: {
    name: 'stripe-contract',
    root: import.meta.dirname,
    env: {
      CONTRACT_KEY: process.env['STRIPE_TEST_KEY'] ?? '',
      CONTRACT_ACCOUNT: process.env['STRIPE_TEST_ACCOUNT'] ?? '',
    },
    // A sandbox allows 25 requests a second.
    maxWorkers: 1,
    testTimeout: process.env['STRIPE_TEST_KEY'] ? 120_000 : 20_000,
  },
})
