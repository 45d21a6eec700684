import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { marketingCopy } from '#test/support/marketing-folder.ts';
import { slow, tributary } from '#test/support/tributary.ts';

it('writes Mermaid, and with --svg a picture', slow, () => {
  const marketing = marketingCopy();
  const svg = marketing.file('pictures/lead-nurture.svg');
  const drawn = tributary('graph', 'lead-nurture', '--marketing', marketing.folder, '--svg', svg, '--json');
  expect(JSON.parse(drawn.stdout)).toMatchObject({
    journey: 'lead-nurture',
    svg,
    mermaid: expect.stringMatching(/^flowchart TB\n/),
    graph: { exits: expect.arrayContaining([{ what: 'Unsubscribed' }]) },
  });
  expect(readFileSync(svg, 'utf8')).toBe(readFileSync('docs/reference/lead-nurture.svg', 'utf8'));

  const lost = tributary('graph', 'nurture', '--marketing', marketing.folder);
  expect(lost).toMatchObject({ status: 1, stderr: expect.stringContaining('There is no journey nurture.') });
});
