/** The part of asl-validator that is used here; the package brings no types. */
declare module 'asl-validator' {
  interface Validation {
    readonly isValid: boolean;
    errorsText(separator?: string): string;
  }

  /** Adds `QueryLanguage` to the states of what it is given. */
  export default function validate(definition: object, options?: { checkPaths?: boolean; checkArn?: boolean }): Validation;
}
