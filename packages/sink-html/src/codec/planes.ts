import { ARRAYS, type ArrayName, type Numbers } from "./values.ts";

/** Numbers as bytes by planes: the lowest byte of each, then the next byte of each, and so on. */
export function toPlanes(numbers: Numbers): Uint8Array {
  const { length, BYTES_PER_ELEMENT: width } = numbers;
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  if (width === 1) return bytes;
  const planes = new Uint8Array(bytes.length);
  for (let plane = 0; plane < width; plane++) {
    for (let i = 0, from = plane, to = plane * length; i < length; i++, from += width) planes[to + i] = bytes[from]!;
  }
  return planes;
}

/** The numbers again. Copies them, so that the file does not stay in memory. */
export function fromPlanes(type: ArrayName, planes: Uint8Array): Numbers {
  const make = ARRAYS[type];
  const width = make.BYTES_PER_ELEMENT;
  const length = planes.length / width;
  const bytes = new Uint8Array(planes.length);
  for (let plane = 0; plane < width; plane++) {
    for (let i = 0, to = plane, from = plane * length; i < length; i++, to += width) bytes[to] = planes[from + i]!;
  }
  return new make(bytes.buffer);
}
