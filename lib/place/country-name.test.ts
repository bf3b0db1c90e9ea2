import { expect, test } from "vitest";
import { countryName } from "./country-name";

test.each([
  ["DE", "Germany"],
  ["BR", "Brazil"],
  ["QX", "QX"],
])("%s is %s", (code, name) => expect(countryName(code)).toBe(name));
