/**
 * The direction of imports, as docs/decisions/0004-import-direction.md explains it. `npm run check:imports` holds it and
 * test/unit/toolchain/import-direction.test.ts shows that it bites.
 */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

export default {
  forbidden: [
    forbid('no-circular', 'Data flows one way.', {}, { circular: true, viaOnly: { pathNot: 'node_modules' } }),
    forbid(
      'events-are-contracts',
      'Contracts depend on nothing but zod.',
      { path: '^shared/events/' },
      { pathNot: ['^shared/events/', '^node_modules/zod/'] },
    ),
    forbid(
      'domain-is-pure',
      'Domain code knows no SDK, clock, logger, environment or adapter: itself, the contracts and small pure libraries only.',
      { path: '^shared/domain/' },
      {
        pathNot: [
          '^shared/(domain|events)/',
          '^node_modules/(zod|liquidjs|leven|temporal-polyfill|haversine-distance|@marcbachmann/cel-js)/',
          '^(node:)?crypto$',
        ],
      },
    ),
    forbid(
      'ports-name-the-domain',
      'A port speaks the words of the domain.',
      { path: '^shared/ports/' },
      { pathNot: '^shared/(domain|events|ports)/' },
    ),
    forbid(
      'adapters-serve-ports',
      'Adapters never reach up into functions or infrastructure.',
      { path: '^shared/(adapters|runtime)/' },
      { path: '^(functions|infra|statemachines|bin|tools|test|marketing)/' },
    ),
    forbid(
      'handlers-see-ports',
      'Only the composition root (index.ts) knows which adapter it is.',
      { path: '^functions/', pathNot: '/index\\.ts$' },
      { path: '^shared/adapters/' },
    ),
    forbid(
      'functions-stand-alone',
      'A function imports no other function.',
      { path: '^functions/([^/]+)/' },
      { path: '^functions/', pathNot: '^functions/$1/' },
    ),
    forbid(
      'functions-know-no-infrastructure',
      'What runs does not know how it is deployed.',
      { path: '^functions/' },
      { path: '^(infra|statemachines|bin|tools|test)/' },
    ),
    forbid(
      'infra-sees-environments-only',
      'Infrastructure knows a function by its environment.',
      { path: '^infra/' },
      { path: '^functions/', pathNot: '/env\\.ts$' },
    ),
    forbid(
      'compilers-stand-alone',
      'The journey compiler knows the domain, and neither what runs nor how it is deployed or tried out.',
      { path: '^statemachines/', pathNot: '^statemachines/simulator/' },
      { path: '^(functions|infra|bin|tools|test|statemachines/simulator)/' },
    ),
    forbid(
      'simulator-is-not-deployed',
      'The simulator runs what is deployed (docs/decisions/0012-virtual-clock.md), and nothing that is deployed knows it.',
      { path: '^(functions|infra|shared)/' },
      { path: '^statemachines/simulator/' },
    ),
    forbid(
      'deployed-code-uses-zod-mini',
      "All of zod would be a tenth of a function's cold start: zod/mini (docs/decisions/0009-toolchain.md).",
      { path: '^(functions|shared)/', pathNot: '^shared/adapters/(mjml|yaml)/' },
      { path: 'node_modules/zod/(index|v4/index|v4/classic/)' },
    ),
    forbid('nothing-imports-tests', 'Tests import, and are not imported.', { pathNot: '^test/' }, { path: '^test/' }),
    forbid(
      'no-dev-dependencies-deployed',
      'What is deployed is declared as a dependency.',
      { path: '^(functions|shared)/', pathNot: '^shared/adapters/mjml/' },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    ),
    forbid('resolvable', 'Every import is found.', {}, { couldNotResolve: true, pathNot: '^(aws-lambda)$' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
