import { faker as english } from '@faker-js/faker/locale/en';
import { faker as chinese } from '@faker-js/faker/locale/zh_CN';
import { randomOf } from './random.ts';

/** Who a customer is, apart from what they do. Every address is at example.com: nothing could ever be delivered. */
export interface Person {
  readonly index: number;
  readonly userId: string;
  /** The browser on their first device. */
  readonly anonymousId: string;
  /** Of a second device. */
  readonly otherAnonymousId: string;
  /** Under which the till knew them before they had an account. */
  readonly guestId: string;
  readonly language: 'en' | 'zh';
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly city: string;
  readonly company: string;
}

/** The `index`-th customer of a store: always the same one for the same seed. */
export const personOf = (seed: number, index: number): Person => {
  const random = randomOf(seed, index, 1);
  const language = random.chance(0.25) ? 'zh' : 'en';
  const faker = language === 'zh' ? chinese : english;
  faker.seed(random.between(0, 2 ** 31 - 1));
  const ids = random.hex(12);
  const firstName = faker.person.firstName();
  const lastName = faker.person.lastName();
  const mailbox = `${firstName}.${lastName}`.toLowerCase().replace(/[^a-z.]/g, '');
  return {
    index,
    userId: `cus_${ids}`,
    anonymousId: `web-${random.hex(16)}`,
    otherAnonymousId: `app-${random.hex(16)}`,
    guestId: `guest_${ids}`,
    language,
    firstName,
    lastName,
    email: `${mailbox.length > 1 ? mailbox : 'customer'}.${ids.slice(0, 6)}@example.com`,
    city: faker.location.city(),
    company: faker.company.name(),
  };
};

const sampleIds = /^(user:(cus|guest)_[0-9a-f]{12}|anon:(web|app)-[0-9a-f]{16})$/;

/** Whether a profile is one of a sample store's customers: a stack may hold others. */
export const isSampleProfile = (profileId: string): boolean => sampleIds.test(profileId);

/** Whether an address is one of theirs. */
export const isSampleAddress = (address: string): boolean => /\.[0-9a-f]{6}@example\.com$/.test(address);
