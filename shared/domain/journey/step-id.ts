/** The id that is made of a step's name: `Send the offer!` becomes `send-the-offer`. */
export const stepIdOf = (name: string): string => {
  const id = name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
  return id === '' ? name : id;
};

/** How a split is called that was given no name of its own, by what it tries out. */
export const titleOfSplit = (subject: string): string => `split ${subject}`;
