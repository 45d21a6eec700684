import validate from 'asl-validator';
import type { Definition } from './emit-definition.ts';

/**
 * Throws unless a definition is valid Amazon States Language, with everything that is wrong. For synth: an emulator takes what
 * AWS refuses. The function's ARN may be a CDK token and is not looked at.
 */
export const validateDefinition = (journey: string, definition: Definition): void => {
  // The validator writes into what it is given.
  const validation = validate(structuredClone(definition), { checkPaths: true, checkArn: false });
  if (!validation.isValid) throw new Error(`the state machine of ${journey} is not valid: ${validation.errorsText('; ')}`);
};
