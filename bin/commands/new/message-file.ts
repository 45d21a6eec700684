/** The first draft of a message. Header, footer, colours and the unsubscribe link come from the layout. */
export const messageDraft = (name: string): string => `---
subject: '${titleOf(name)}{% if traits.firstName %}, {{ traits.firstName }}{% endif %}'
preheader: What the list of mails shows after the subject.
---
<mj-section padding="20px 0" css-class="card">
  <mj-column>
    <mj-text css-class="ink">
      <h1>${titleOf(name)}</h1>
    </mj-text>
    <mj-text css-class="ink">
      Hello {{ traits.firstName | default: "and welcome" }},
    </mj-text>
    <mj-text css-class="ink">
      Say here what this is about, in the reader's words.
    </mj-text>
    <mj-button href="https://www.example.com/?utm_source=email&amp;utm_medium=journey&amp;utm_campaign={{ journey }}">What to do next</mj-button>
  </mj-column>
</mj-section>
`;

/** Its tests, which hold as long as the draft is as it was written. */
export const messageTestDraft = (name: string, schema: string): string => `# yaml-language-server: $schema=${schema}
# Readers, and what the mail must be like for them: \`tributary test\` renders it. docs/testing-segments-and-messages.md has all that can be
# said of one. Every part that only some readers get wants a case with it and one without.
cases:
  - name: has said what they are called
    given:
      profile: { firstName: Ada }
    expect:
      subject: ${titleOf(name)}, Ada
      text contains: Hello Ada,
      links: https://www.example.com/

  - name: has told us nothing
    expect:
      subject: ${titleOf(name)}
      text contains: Hello and welcome,
`;

/** `spring-offer` → `Spring offer`. */
const titleOf = (name: string): string => {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};
