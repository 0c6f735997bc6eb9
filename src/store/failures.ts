/** A bundled fixture. Loaded only when it is needed. */
export { default as failures } from '../../fixtures/failures.json' with { type: 'json' }
