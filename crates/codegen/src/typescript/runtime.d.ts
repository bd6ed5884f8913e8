
/** What `fromBytes` throws when bytes are no message. */
export declare class DecodeError extends Error {
  /** What is wrong, in the words that the Godot client has for it: `VARINT_NOT_FOUND`, for instance. */
  reason: string;
  /** Where it was noticed, counted in bytes from the beginning. */
  at: number;
  constructor(reason: string, at: number);
}

/** What can be given to a new message: any of its fields. */
export type Fields<M> = { [K in keyof M as M[K] extends (...given: never[]) => unknown ? never : K]?: M[K] };

/** What all messages share. */
export declare abstract class Message {
  /** The fields that came and are not in the schema, each as it came; `toBytes` writes them after all others. */
  $unknown: Uint8Array[];
  /** The message in the protobuf wire format. */
  toBytes(): Uint8Array;
  /** The fields that are set, for people. */
  toString(): string;
}
