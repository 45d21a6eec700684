import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue } from 'aws-lambda';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import { fromEventItem } from './event-item.ts';

/** Reads an event from the image that a stream record carries. @throws when it is not one. */
export const readEventImage = (image: Readonly<Record<string, AttributeValue>>): CustomerEvent =>
  // Lambda writes binary values as base64 text where the SDK's type has bytes; fromEventItem takes either.
  fromEventItem(unmarshall(image as Parameters<typeof unmarshall>[0]));
