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

/** `spring-offer` → `Spring offer`. */
const titleOf = (name: string): string => {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};
