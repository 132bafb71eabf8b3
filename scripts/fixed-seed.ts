// Property tests try the same cases in every run of `npm test`, so that a change alone decides whether it passes. To go
// looking for new cases: PAWL_TEST_SEED=random npx vitest run; a seed that failed is given the same way.
import fc from 'fast-check'

const { PAWL_TEST_SEED: seed = '4318' } = process.env
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) })
