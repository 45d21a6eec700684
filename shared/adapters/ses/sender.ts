/** Who a mail comes from, as people see it. */
export interface Sender {
  readonly name: string;
  readonly address: string;
}

/**
 * A sender as a header wants it: `"Name" <address>`, and the name as encoded words (RFC 2047) where it is not plain ASCII, since
 * SES passes the field on as it is.
 */
export const mailbox = ({ name, address }: Sender): string => `${displayName(name)} <${address}>`;

const displayName = (name: string): string =>
  /^[\x20-\x7e]*$/.test(name) ? `"${name.replace(/["\\]/g, '\\$&')}"` : encodedWords(name).join(' ');

// An encoded word has at most 75 characters; 12 of them are `=?UTF-8?B?` and `?=`, and 45 bytes become 60 in base64.
const bytesPerWord = 45;

const encodedWords = (text: string): readonly string[] => {
  const words: string[] = [];
  let word = '';
  // By code point: a word must not end in the middle of a character.
  for (const character of text.replace(/[\r\n]+/g, ' ')) {
    if (Buffer.byteLength(word + character) > bytesPerWord) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  words.push(word);
  return words.map((part) => `=?UTF-8?B?${Buffer.from(part).toString('base64')}?=`);
};
