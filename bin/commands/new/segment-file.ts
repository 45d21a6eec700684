/**
 * The first draft of a segment: a condition that makes sense in any shop.
 *
 * @param schema of segments, as the segment's file refers to it.
 */
export const segmentDraft = (name: string, schema: string): string => `# yaml-language-server: $schema=${schema}
# Who is in it is worked out with every event of a customer, and every night: docs/segments.md.
description: Say in a sentence who is in it. For now, whoever has ordered in the last 30 days.

# What a condition may ask is in docs/conditions.md: what is known about a customer (traits.plan == 'pro'), what they have ordered, what has
# happened (events['Checkout Started'].count > 0), and scores (scores.churn > 2).
when: orders.count > 0 && daysSince(orders.last) <= 30

# Let a journey begin or end by it: \`tributary new journey come-back --segment ${name}\` writes one.
`;

/** Its tests, which hold as long as the draft is as it was written, in whichever time zone the nights are. */
export const segmentTestDraft = (schema: string): string => `# yaml-language-server: $schema=${schema}
# Customers, and when they are in the segment: \`tributary test\` plays what they do. docs/testing-segments-and-messages.md has all that can
# be said. Nights count: who is moved by time alone is moved in the next one.
cases:
  - name: orders once
    given:
      events:
        - day 1: Order Completed
    expect:
      - day 1: member
      - day 31: member
      - day 34: not a member

  - name: orders again in time
    given:
      events:
        - day 1: Order Completed
        - day 20: Order Completed
    expect:
      - day 34: member

  - name: has never ordered
    given:
      events:
        - day 1: Product Viewed
    expect: not a member
`;
