// Takes the review out of the page: base64 of gzip of JSON.

import type { Given } from "./review";

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; ++i) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** The review in `base64`; rejects if that is not a whole one. */
export async function opened(base64: string): Promise<Given> {
  const packed = new Blob([bytesOf(base64.trim())]).stream();
  const text = new Response(packed.pipeThrough(new DecompressionStream("gzip"))).text();
  return JSON.parse(await text) as Given;
}
