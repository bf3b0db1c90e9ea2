import { describe, expect, test } from "vitest";
import { TestGuest } from "@/lib/sandbox/testing/test-guest";

const file = (path: string, text: string) => ({ path, bytes: new TextEncoder().encode(text) });

describe("reading and writing", () => {
  test("a file that was written is read back, and is an output", () => {
    const guest = new TestGuest();
    const fd = guest.fd("result.txt", { create: true });
    expect(guest.write(fd, "hello ")).toBe("success");
    expect(guest.write(fd, "world")).toBe("success");
    expect(guest.read(guest.fd("result.txt"), 100)).toBe("hello world");
    expect(guest.files()).toEqual({ "result.txt": "hello world" });
  });

  test("input files are there, and are outputs only when they were changed", () => {
    const guest = new TestGuest({ files: [file("data/in.txt", "abc"), file("data/other.txt", "xyz")] });
    expect(guest.read(guest.fd("data/in.txt"), 2)).toBe("ab");
    expect(guest.files()).toEqual({});
    guest.write(guest.fd("data/in.txt"), "X");
    expect(guest.files()).toEqual({ "data/in.txt": "Xbc" });
    expect(guest.rename("data/other.txt", "moved.txt")).toBe("success");
    expect(guest.files()).toEqual({ "data/in.txt": "Xbc", "moved.txt": "xyz" });
  });

  test("what lies under /tmp is no output", () => {
    const guest = new TestGuest();
    guest.write(guest.fd("tmp/scratch", { create: true }), "x");
    expect(guest.files()).toEqual({});
  });

  test("seek, tell, truncate, append, and zeros where nothing was written", () => {
    const guest = new TestGuest();
    const fd = guest.fd("f", { create: true });
    guest.write(fd, "abcdef");
    expect(guest.call("fd_seek", fd, -2n, 2, 0)).toBe("success");
    expect(guest.view.getBigUint64(0, true)).toBe(4n);
    expect(guest.read(fd, 10)).toBe("ef");
    expect(guest.call("fd_seek", fd, 8n, 0, 0)).toBe("success");
    guest.write(fd, "!");
    expect(guest.files()).toEqual({ f: "abcdef\0\0!" });
    expect(guest.call("fd_filestat_set_size", fd, 3n)).toBe("success");
    expect(guest.call("fd_filestat_set_size", fd, 5n)).toBe("success");
    expect(guest.files()).toEqual({ f: "abc\0\0" });
    guest.write(guest.fd("f", { append: true }), "end");
    expect(guest.files()).toEqual({ f: "abc\0\0end" });
    guest.fd("f", { truncate: true });
    expect(guest.files()).toEqual({ f: "" });
  });

  test("a seek before the beginning, beyond all files or from nowhere is refused", () => {
    const guest = new TestGuest();
    const fd = guest.fd("f", { create: true });
    expect(guest.call("fd_seek", fd, -1n, 0, 0)).toBe("invalid");
    expect(guest.call("fd_seek", fd, 1n << 62n, 0, 0)).toBe("invalid");
    expect(guest.call("fd_seek", fd, 0n, 3, 0)).toBe("invalid");
    expect(guest.call("fd_seek", 1, 0n, 0, 0)).toBe("seekOnPipe");
  });

  test("positioned reads and writes leave the position", () => {
    const guest = new TestGuest();
    const fd = guest.fd("f", { create: true });
    guest.write(fd, "0123456789");
    const [at] = guest.place(new Uint8Array(4));
    expect(guest.call("fd_pread", fd, ...guest.pieces([at, 4]), 2n, 0)).toBe("success");
    expect(guest.text(at, 4)).toBe("2345");
    expect(guest.call("fd_pwrite", fd, ...guest.pieces(guest.place("XX")), 4n, 0)).toBe("success");
    guest.write(fd, "!");
    expect(guest.files()).toEqual({ f: "0123XX6789!" });
  });

  test("an unlinked file lives until its last descriptor closes, and then gives back its room", () => {
    const guest = new TestGuest({ limits: { diskMib: 1 } });
    const fd = guest.fd("f", { create: true });
    expect(guest.call("fd_allocate", fd, 0n, 1n << 20n)).toBe("success");
    expect(guest.path("path_unlink_file", "f")).toBe("success");
    expect(guest.write(guest.fd("g", { create: true }), "no room")).toBe("noSpace");
    expect(guest.read(fd, 3)).toBe("\0\0\0");
    guest.call("fd_close", fd);
    expect(guest.write(guest.fd("g"), "room again")).toBe("success");
    expect(guest.files()).toEqual({ g: "room again" });
  });

  test("standard input is read piece by piece until its end", () => {
    const guest = new TestGuest({ input: new TextEncoder().encode("line one") });
    expect([guest.read(0, 5), guest.read(0, 50), guest.read(0, 5)]).toEqual(["line ", "one", ""]);
    expect(guest.read(1, 5)).toBe("badFile");
    expect(guest.write(0, "x")).toBe("badFile");
  });

  test("output of both streams is passed on as it is written", () => {
    const guest = new TestGuest();
    guest.call("fd_write", 1, ...guest.pieces(guest.place("a"), guest.place("b")), 0);
    expect(guest.view.getUint32(0, true)).toBe(2);
    guest.write(2, "error");
    expect(guest.output).toEqual({ stdout: "ab", stderr: "error" });
  });
});

describe("paths", () => {
  const outside = ["../x", "/etc/passwd", "..", "a/../../x", "tmp/../../etc/passwd"];

  test.each(outside)("%s does not leave the tree", (path) => {
    const guest = new TestGuest({ files: [file("a/b", "")] });
    expect(guest.open(path)).toBe("notCapable");
    expect(guest.open(path, { create: true })).toBe("notCapable");
    expect(guest.path("path_create_directory", path)).toBe("notCapable");
    expect(guest.path("path_unlink_file", path)).toBe("notCapable");
    expect(guest.rename("a/b", path)).toBe("notCapable");
  });

  test("nothing of the machine is there", () => {
    const guest = new TestGuest();
    for (const path of ["etc/passwd", "proc/self/environ", "dev/null", "home", "root/.ssh/id_ed25519"])
      expect(guest.open(path)).toBe("notFound");
  });

  test("dots and double slashes mean what they mean everywhere", () => {
    const guest = new TestGuest({ files: [file("a/b/c", "text")] });
    for (const path of ["a/./b//c", "a/b/../b/c", "./a/b/c"])
      expect(guest.read(guest.fd(path), 9)).toBe("text");
    expect(guest.open("a/b/c/")).toBe("notDirectory");
    expect(guest.open("a/b/c/d")).toBe("notDirectory");
    expect(guest.open("a/x/../b/c")).toBe("notFound");
    expect(guest.open("", { create: true })).toBe("notFound");
  });

  test("names and paths that are too long, or no text", () => {
    const guest = new TestGuest();
    expect(guest.open("n".repeat(255), { create: true })).not.toBe("nameTooLong");
    expect(guest.open("n".repeat(256), { create: true })).toBe("nameTooLong");
    expect(guest.open("n/".repeat(2049))).toBe("nameTooLong");
    const bad = guest.place(new Uint8Array([0x66, 0xff, 0xfe]));
    expect(guest.call("path_create_directory", 3, ...bad)).toBe("invalid");
  });

  test("creating: exclusive, in directories, over directories", () => {
    const guest = new TestGuest({ files: [file("f", "")] });
    expect(guest.open("f", { create: true, exclusive: true })).toBe("exists");
    expect(guest.open("missing/f", { create: true })).toBe("notFound");
    expect(guest.path("path_create_directory", "d")).toBe("success");
    expect(guest.path("path_create_directory", "d")).toBe("exists");
    expect(guest.open("d")).toBe("isDirectory");
    expect(guest.open("d", { directory: true })).toBeTypeOf("number");
    expect(guest.open("f", { directory: true })).toBe("notDirectory");
  });

  test("removing: files as files, directories when empty, the root never", () => {
    const guest = new TestGuest({ files: [file("d/f", "")] });
    expect(guest.path("path_unlink_file", "d")).toBe("isDirectory");
    expect(guest.path("path_remove_directory", "d/f")).toBe("notDirectory");
    expect(guest.path("path_remove_directory", "d")).toBe("notEmpty");
    expect(guest.path("path_remove_directory", ".")).toBe("invalid");
    expect(guest.path("path_unlink_file", "d/f")).toBe("success");
    expect(guest.path("path_remove_directory", "d")).toBe("success");
    expect(guest.path("path_remove_directory", "d")).toBe("notFound");
  });

  test("renaming: over files, over empty directories, never into itself", () => {
    const guest = new TestGuest({ files: [file("a/f", "1"), file("b", "2"), file("c/d/e", "3")] });
    expect(guest.rename("a/f", "b")).toBe("success");
    expect(guest.files()).toEqual({ b: "1" });
    expect(guest.rename("c", "c/d/inside")).toBe("invalid");
    expect(guest.rename("b", "c")).toBe("isDirectory");
    expect(guest.rename("c", "b")).toBe("notDirectory");
    expect(guest.rename("a", "c")).toBe("notEmpty");
    expect(guest.rename("c", "a")).toBe("success");
    expect(guest.read(guest.fd("a/d/e"), 9)).toBe("3");
    expect(guest.rename("missing", "x")).toBe("notFound");
  });

  test("there are no links", () => {
    const guest = new TestGuest({ files: [file("f", "")] });
    const [f, g] = [guest.place("f"), guest.place("g")];
    expect(guest.call("path_link", 3, 0, ...f, 3, ...g)).toBe("notSupported");
    expect(guest.call("path_symlink", ...f, 3, ...g)).toBe("notSupported");
    expect(guest.call("path_readlink", 3, ...f, 0, 8, 0)).toBe("invalid");
  });
});

describe("descriptors", () => {
  test("the lowest free number is taken, and a closed one is gone", () => {
    const guest = new TestGuest();
    const [a, b] = [guest.fd("a", { create: true }), guest.fd("b", { create: true })];
    expect([a, b]).toEqual([4, 5]);
    expect(guest.call("fd_close", a)).toBe("success");
    expect(guest.call("fd_close", a)).toBe("badFile");
    expect(guest.fd("b")).toBe(4);
  });

  test("renumbering moves one over the other", () => {
    const guest = new TestGuest();
    const [a, b] = [guest.fd("a", { create: true }), guest.fd("b", { create: true })];
    expect(guest.call("fd_renumber", a, b)).toBe("success");
    guest.write(b, "x");
    expect(guest.files()).toEqual({ a: "x", b: "" });
    expect(guest.call("fd_renumber", a, b)).toBe("badFile");
  });

  test("rights are held: a file opened for writing is not read", () => {
    const guest = new TestGuest({ files: [file("f", "abc")] });
    const open = (rights: bigint) => {
      guest.call("path_open", 3, 0, ...guest.place("f"), 0, rights, rights, 0, 0);
      return guest.view.getUint32(0, true);
    };
    expect(guest.read(open(0x40n), 3)).toBe("badFile");
    expect(guest.write(open(0x02n), "x")).toBe("badFile");
  });

  test("stdin and stdout look like a terminal, so that C libraries pass lines on at once", () => {
    const guest = new TestGuest();
    const stat = (fd: number) => {
      guest.call("fd_fdstat_get", fd, 0);
      return { type: guest.view.getUint8(0), mayseek: (guest.view.getBigUint64(8, true) & 4n) !== 0n };
    };
    expect(stat(1)).toEqual({ type: 2, mayseek: false });
    expect(stat(guest.fd("f", { create: true }))).toEqual({ type: 4, mayseek: true });
    expect(stat(3)).toEqual({ type: 3, mayseek: true });
  });

  test("only / is there from the start", () => {
    const guest = new TestGuest();
    expect(guest.call("fd_prestat_get", 3, 0)).toBe("success");
    expect(guest.view.getUint32(4, true)).toBe(1);
    expect(guest.call("fd_prestat_dir_name", 3, 0, 1)).toBe("success");
    expect(guest.text(0, 1)).toBe("/");
    expect(guest.call("fd_prestat_get", 4, 0)).toBe("badFile");
    expect(guest.call("fd_prestat_get", 0, 0)).toBe("badFile");
  });
});

describe("directories are listed", () => {
  const names = (guest: TestGuest, size: number, fd = 3) => {
    const found: string[] = [];
    for (let cookie = 0n; ;) {
      const [at] = guest.place(new Uint8Array(size));
      expect(guest.call("fd_readdir", fd, at, size, cookie, 0)).toBe("success");
      const used = guest.view.getUint32(0, true);
      let passed = 0;
      while (used - passed >= 24) {
        const length = guest.view.getUint32(at + passed + 16, true);
        if (used - passed < 24 + length) break;
        found.push(guest.text(at + passed + 24, length));
        cookie = guest.view.getBigUint64(at + passed, true);
        passed += 24 + length;
      }
      if (used < size) return found;
    }
  };
  const files = ["b", "a", "c/d", "é", "Z"].map((path) => file(path, ""));

  test("sorted by code unit, whole or in small pieces", () => {
    const guest = new TestGuest({ files });
    expect(names(guest, 4096)).toEqual(["Z", "a", "b", "c", "tmp", "é"]);
    expect(names(guest, 32)).toEqual(["Z", "a", "b", "c", "tmp", "é"]);
  });

  test("from any cookie, also one that no call gave", () => {
    const guest = new TestGuest({ files });
    for (const cookie of [6n, 7n, 1n << 40n, (1n << 64n) - 1n, -1n]) {
      expect(guest.call("fd_readdir", 3, 2048, 512, cookie, 0)).toBe("success");
      expect(guest.view.getUint32(0, true)).toBe(0);
    }
    expect(guest.call("fd_readdir", 1, 2048, 512, 0n, 0)).toBe("notDirectory");
  });
});
