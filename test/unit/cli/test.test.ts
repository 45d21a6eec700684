import { describe, expect, it } from 'vitest';
import { marketingCopy } from '#test/support/marketing-folder.ts';
import { slow, tributary } from '#test/support/tributary.ts';

const run = (marketing: ReturnType<typeof marketingCopy>, ...args: string[]) => {
  const { status, stdout } = tributary('test', ...args, '--marketing', marketing.folder, '--json');
  return { status, result: JSON.parse(stdout) };
};

describe('tributary test', () => {
  it('runs what is tested by its name, whatever it is', slow, () => {
    const marketing = marketingCopy();
    const { status, result } = run(marketing, 'at-risk', 'churn', 'welcome');
    expect(status).toBe(0);
    const kinds = result.cases.map((each: object) => ['segment', 'score', 'message', 'journey'].find((kind) => kind in each));
    expect(new Set(kinds)).toEqual(new Set(['segment', 'score', 'message', 'journey']));
    expect(result).toMatchObject({ ok: true, passed: result.cases.length, failed: 0, problems: [] });
  });

  it('shows what does not hold of a segment, a score and a message, and counts it', slow, () => {
    const marketing = marketingCopy();
    const cases = (name: string, expected: string) => `cases:\n  - name: ${name}\n    expect: ${expected}\n`;
    marketing.write('segments/vip.test.yaml', cases('is somebody', 'member'));
    marketing.write('scores/churn.test.yaml', cases('is somebody', '7'));
    marketing.write('messages/birthday.test.yaml', cases('is somebody', '{ subject: Happy Christmas }'));
    const names = ['vip', 'churn', 'segments/vip.test.yaml'.replace(/^/, `${marketing.folder}/`)];
    const { status, result } = run(marketing, ...names, `${marketing.folder}/messages/birthday.test.yaml`);
    expect({ status, ...result }).toMatchObject({ status: 1, ok: false, passed: 0, failed: 4 });
    expect(result.cases[0]).toMatchObject({ segment: 'vip', line: 2, ok: false, differences: [{ text: 'should be a member' }] });

    const { stdout } = tributary(
      'test',
      'vip',
      'churn',
      `${marketing.folder}/messages/birthday.test.yaml`,
      '--marketing',
      marketing.folder,
    );
    expect(stdout).toContain('vip.test.yaml:2  vip: somebody who is somebody');
    expect(stdout).toMatch(/\+ Day 1 .*is not a member of vip {3}← should be a member/);
    expect(stdout).toMatch(/\+ Day 1 .*score churn is 0 {3}← should be 7/);
    expect(stdout).toContain('+ Subject    Happy birthday   ← should be “Happy Christmas”');
    expect(stdout).toContain('3 of 3 cases not as expected.');
  });

  it('says what was meant by a name of which there are no tests', slow, () => {
    const { status, result } = run(marketingCopy(), 'at-riks');
    expect({ status, result }).toMatchObject({
      status: 2,
      result: { ok: false, error: { message: 'There is no test of at-riks.', hint: 'did you mean `at-risk`?' } },
    });
  });
});

describe('tributary check', () => {
  it('finds the mistakes in tests of segments, scores and messages with all others', slow, () => {
    const marketing = marketingCopy();
    marketing.write('segments/vip.test.yaml', 'cases:\n  - name: x\n    expect: membr\n');
    marketing.write('scores/chrun.test.yaml', 'cases: []\n');
    marketing.write('messages/welcome.test.yaml', 'cases:\n  - name: x\n    expect: {}\n');
    const { stdout } = tributary('check', '--marketing', marketing.folder, '--json');
    const found = JSON.parse(stdout).problems.map(
      ({ file, line, column }: { readonly file: string; readonly line: number; readonly column: number }) =>
        `${file.replace(/^.*\/(?=[^/]+\/[^/]+$)/, '')}:${line}:${column}`,
    );
    expect(found).toEqual([
      'messages/welcome.test.yaml:3:13',
      'scores/chrun.test.yaml:1:1',
      'scores/chrun.test.yaml:1:8',
      'segments/vip.test.yaml:3:13',
    ]);
  });

  it('says nothing of the tests of what has mistakes itself', slow, () => {
    const marketing = marketingCopy();
    marketing.write('segments/vip.yaml', 'description: x\nwhen: orders.cuont > 3\n');
    const { stdout } = tributary('check', '--marketing', marketing.folder, '--json');
    expect(JSON.parse(stdout).problems).toMatchObject([{ file: expect.stringMatching(/segments\/vip\.yaml$/) }]);
  });
});
