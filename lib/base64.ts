/** How many bytes become characters at a time: an argument list has its limits. */
const stride = 0x8000;

/** Base64 of bytes, where there may be no `Buffer`. */
export function base64Of(bytes: Uint8Array): string {
  let characters = "";
  for (let at = 0; at < bytes.length; at += stride)
    characters += String.fromCharCode(...bytes.subarray(at, at + stride));
  return btoa(characters);
}
