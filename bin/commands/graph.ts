import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { findJourney, type MarketingOption, marketingFolder, withMarketingOption } from './marketing.ts';
import { type JsonOption, tell } from './output.ts';

const help = `
Without --svg it writes Mermaid, which GitHub, GitLab and most wikis draw: put it between \`\`\`mermaid and \`\`\`.

Examples:
  tributary graph lead-nurture
  tributary graph lead-nurture --svg lead-nurture.svg        a picture, for a manual or a slide
  tributary graph lead-nurture --json                        {"journey", "mermaid", "graph": {"nodes", "edges", "exits", "exitsWhen", "goal"}}`;

interface GraphOptions extends MarketingOption, JsonOption {
  readonly svg?: string;
}

export const addGraphCommand = (program: Command): void => {
  withMarketingOption(program.command('graph'))
    .summary('draw a journey')
    .description(
      'Draws a journey: the entry at the top, the steps and waits with every way through them, the goal and the exits at the side.',
    )
    .argument('<journey>', 'the name of its file, without .yaml')
    .option('--svg <file>', 'write a picture to this file')
    .option('--json', 'answer with one JSON object')
    .addHelpText('after', help)
    .action(async (name: string, options: GraphOptions) => {
      const folder = marketingFolder(options);
      const { readMarketing } = await import('#infra/marketing.ts');
      const { graphOf } = await import('#statemachines/journeys/graph/journey-graph.ts');
      const { mermaidOf } = await import('#statemachines/journeys/graph/mermaid.ts');
      const graph = graphOf(findJourney(await readMarketing(folder), folder, name));
      const mermaid = mermaidOf(graph);
      const { svg } = options;
      if (svg !== undefined) {
        const { svgOf } = await import('#statemachines/journeys/graph/svg.ts');
        await mkdir(dirname(svg), { recursive: true });
        await writeFile(svg, svgOf(graph));
      }
      tell(options, { journey: name, mermaid, graph, ...(svg === undefined ? {} : { svg }) }, () =>
        svg === undefined ? mermaid.trimEnd() : `${name} is drawn in ${svg}.`,
      );
    });
};
