import * as z from 'zod';
import { featuresFile } from '#shared/domain/profile/declared-events.ts';
import { editorSchema } from './editor-schema.ts';
import { channelsFile } from './read-channels.ts';
import { couponEntry } from './read-coupons.ts';
import { declaredName } from './read-declarations.ts';
import { destinationEntry } from './read-destinations.ts';
import { placeEntry } from './read-places.ts';
import { scoreFile, segmentFile } from './read-segments.ts';
import { vocabularyFile } from './read-vocabulary.ts';
import { sendingFile } from './sending-fields.ts';

/** What is declared by name, in the form of each. */
const declarations = (entry: z.ZodType, title: string, description: string): z.ZodType =>
  z.record(z.string().regex(declaredName), entry).meta({ title, description });

/** The JSON Schemas of the files under marketing/ besides journeys, by the word that a published schema is called by. */
export const marketingSchemas = (): Readonly<Record<string, Record<string, unknown>>> => ({
  channels: editorSchema(channelsFile),
  coupons: editorSchema(declarations(couponEntry, 'Coupons', 'Coupons that journeys can give, by name. See docs/coupons.md.')),
  destinations: editorSchema(
    declarations(
      destinationEntry,
      'Destinations',
      'Other systems that journeys tell about customers, by name. See docs/webhooks.md.',
    ),
  ),
  features: {
    ...editorSchema(featuresFile),
    title: 'Counted events',
    description: 'The events that every profile counts one by one: how often, first and last.',
  },
  places: editorSchema(declarations(placeEntry, 'Places', 'Places, by name, of which journeys find the nearest to a customer.')),
  score: editorSchema(scoreFile),
  segment: editorSchema(segmentFile),
  sending: editorSchema(sendingFile),
  vocabulary: editorSchema(vocabularyFile),
});
