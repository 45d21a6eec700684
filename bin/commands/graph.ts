import type { Command } from 'commander';
import { exitCodes } from './failure.ts';
import { findJourney, type MarketingOption, marketingFolder, withMarketingOption } from './marketing.ts';
import { type JsonOption, tell } from './output.ts';
import { writeAsked } from './write-file.ts';

const help = `
Without --svg it writes Mermaid, which GitHub, GitLab and most wikis draw: put it between \`\`\`mermaid and \`\`\`.

An arm of a branch is told by its name; --conditions shows its condition too. In the picture it shows where you point at the name.

Ends with ${exitCodes.done}: drawn; ${exitCodes.failed}: there is no such journey, it has mistakes, or the picture cannot be written; ${exitCodes.usage}: not understood.

Examples:
  tributary graph lead-nurture
  tributary graph lead-nurture --svg lead-nurture.svg        a picture, for a manual or a slide
  tributary graph lead-nurture --json                        {"journey", "mermaid", "graph": {"nodes", "edges", "exits", "exitsWhen", "goal"}}`;

interface GraphOptions extends MarketingOption, JsonOption {
  readonly svg?: string;
  readonly conditions?: boolean;
}

export const addGraphCommand = (program: Command): void => {
  withMarketingOption(program.command('graph'))
    .summary('draw a journey')
    .description(
      'Draws a journey: the entry at the top, the steps and waits with every way through them, the goal and the exits at the side.',
    )
    .argument('<journey>', 'the name of its file, without .yaml')
    .option('--svg <file>', 'write a picture to this file')
    .option('--conditions', 'also show the conditions of arms that have names')
    .option('--json', 'answer with one JSON object')
    .addHelpText('after', help)
    .action(async (name: string, options: GraphOptions) => {
      const folder = marketingFolder(options);
      const { readMarketing } = await import('#infra/marketing.ts');
      const { graphOf } = await import('#statemachines/journeys/graph/journey-graph.ts');
      const { mermaidOf } = await import('#statemachines/journeys/graph/mermaid.ts');
      const graph = graphOf(findJourney(await readMarketing(folder), folder, name));
      const { svg, conditions = false } = options;
      const mermaid = mermaidOf(graph, { conditions });
      if (svg !== undefined) {
        const { svgOf } = await import('#statemachines/journeys/graph/svg.ts');
        await writeAsked(svg, svgOf(graph, { conditions }));
      }
      tell(options, { journey: name, mermaid, graph, ...(svg === undefined ? {} : { svg }) }, () =>
        svg === undefined ? mermaid.trimEnd() : `${name} is drawn in ${svg}.`,
      );
    });
};
