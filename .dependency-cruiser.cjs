/**
 * The loop of the product is a line in the code: a stage imports only stages to its left, through their index.ts.
 * ARCHITECTURE.md says why; this file makes it an error.
 */
const stages = [
  'traces',
  'evaluators',
  'monitors',
  'behaviors',
  'datasets',
  'prompts',
  'runs',
  'gate',
  'improve',
  'deployments',
  'regressions',
]
const anyStage = `(?:${stages.join('|')})`
// Tests and what only they use; where a rule leaves them out, its comment says why.
const tests = '(?:\\.(?:test|contract)\\.tsx?$|/__fixtures__/|/testing/|/browser-tests/)'

// They import every stage and fill the slots where a page of one offers an action of a later one.
const roots =
  '^packages/(?:server/src/(?:app|index|open-base|open-stores|restore-server|start-jobs|start-listeners|start-server|start-stages|watch-records)\\.ts$|web/src/app/)'

/** One rule for each stage: nothing to its right. The last stage has nothing there. */
const stageOrder = stages.slice(0, -1).map((stage, index) => ({
  name: `stage-order-${stage}`,
  comment: `${stage} comes before ${stages.slice(index + 1).join(', ')} and may not know them`,
  severity: 'error',
  from: { path: `^packages/(?:core|server|web)/src/${stage}/` },
  to: { path: `^packages/(?:core|server|web)/src/(?:${stages.slice(index + 1).join('|')})/` },
}))

/** Which packages a package may know. The others are reached over HTTP. */
const packageOrder = Object.entries({
  core: [],
  sdk: [],
  server: ['core'],
  web: ['core'],
  cli: ['core', 'sdk', 'server'],
}).map(([name, allowed]) => ({
  name: `package-order-${name}`,
  comment: `${name} may import ${allowed.length === 0 ? 'no other package' : `only ${allowed.join(' and ')}`}`,
  severity: 'error',
  from: { path: `^packages/${name}/` },
  to: { path: '^(?:packages|examples|bench)/', pathNot: `^packages/(?:${[name, ...allowed].join('|')})/` },
}))

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'a cycle makes several files one; types count too',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'every import names something that is there',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    ...stageOrder,
    ...packageOrder,
    {
      name: 'stage-door',
      comment:
        'a stage, access and errors are entered through their index.ts; test support (testing/) is open to other tests, and not-to-tests keeps the rest out',
      severity: 'error',
      from: { path: '^packages/(core|server|web)/src/([^/]+)' },
      to: {
        path: `^packages/$1/src/(?:${anyStage}|access|errors)/`,
        pathNot: ['^packages/$1/src/$2/', '^packages/[^/]+/src/[^/]+/index\\.tsx?$', '/testing/'],
      },
    },
    {
      name: 'platform-door',
      comment: 'a part of platform is entered through its index.ts',
      severity: 'error',
      from: { path: '^packages/server/src/(?:platform/([^/]+)|(?!platform/))', pathNot: tests },
      to: {
        path: '^packages/server/src/platform/[^/]+/',
        pathNot: ['^packages/server/src/platform/$1/', '^packages/server/src/platform/[^/]+/index\\.ts$'],
      },
    },
    {
      name: 'package-door',
      comment: 'a package is entered through its index.ts, as its exports say',
      severity: 'error',
      from: { path: '^(?:packages/([^/]+)|examples|bench|scripts)/' },
      to: { path: '^packages/[^/]+/src/', pathNot: ['^packages/$1/', '^packages/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'below-the-stages',
      comment:
        'what every stage stands on (platform, access, errors, settings) knows no stage; only the composition roots do, and tests of the whole server',
      severity: 'error',
      from: {
        path: '^packages/(?:core|server|web)/src/',
        pathNot: [`^packages/(?:core|server|web)/src/${anyStage}/`, roots, '^packages/core/src/index\\.ts$', tests],
      },
      to: { path: `^packages/(?:core|server|web)/src/${anyStage}/` },
    },
    {
      name: 'roots-are-roots',
      comment: 'the composition root imports everything, so nothing in it may be imported',
      severity: 'error',
      from: { path: '^packages/(?:server|web)/src/[^/]+/', pathNot: ['^packages/web/src/app/', tests] },
      to: { path: roots },
    },
    {
      name: 'ui-knows-no-stage',
      comment: 'web/ui is usable by every stage: it gets all it shows by its properties',
      severity: 'error',
      from: { path: '^packages/web/src/ui/' },
      to: { path: `^packages/web/src/(?:${anyStage}|access|api|app)/` },
    },
    {
      name: 'core-is-pure',
      comment: 'core has no Node in it; its tests may, since they read recorded payloads from files',
      severity: 'error',
      from: { path: '^packages/core/src/', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'web-has-no-node',
      comment: 'the pages run in browsers; their tests read recorded payloads from files',
      severity: 'error',
      from: { path: '^packages/web/src/', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'sdk-imports-nothing',
      comment: 'the sdk has no dependencies; its tests run a server and so need some',
      severity: 'error',
      from: { path: '^packages/sdk/src/', pathNot: tests },
      to: { pathNot: '^packages/sdk/src/' },
    },
    {
      name: 'not-to-dev-dependencies',
      comment: 'what ships may not need what only development installs',
      severity: 'error',
      from: { path: '^packages/[^/]+/(?:src|bin)/', pathNot: tests },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'not-to-tests',
      comment: 'what ships imports no test and no fixture',
      severity: 'error',
      from: { pathNot: tests },
      to: { path: tests },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/', '/dist-types/'] },
    exclude: { path: ['/dist/', '/dist-types/'] },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@pawl/source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
    },
  },
}
