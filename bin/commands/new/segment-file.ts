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

# To try it out, let a journey begin or end by it, and tell in the tests of that journey what brings somebody in:
#   enter: { segment: ${name} }
`;
