/* Three workloads for bench/sandbox.ts, the same source for the machine and for WebAssembly. */
typedef unsigned int u32;
typedef unsigned char u8;

volatile u32 answer;

#if KERNEL == 1 /* SHA-256 over 200 MB */
static u8 block[64];
static u32 state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
static u32 k[64];

/* The constants are the first bits of the fractions of cube roots of primes: found by halving, once. */
static void make_constants(void) {
  u32 found = 0;
  for (u32 n = 2; found < 64; n++) {
    int prime = 1;
    for (u32 d = 2; d * d <= n; d++) if (n % d == 0) prime = 0;
    if (!prime) continue;
    double low = 1, high = 8;
    for (int i = 0; i < 100; i++) {
      double middle = (low + high) / 2;
      if (middle * middle * middle < n) low = middle; else high = middle;
    }
    double fraction = low - (u32)low;
    k[found++] = (u32)(fraction * 4294967296.0);
  }
}
#define ROTATE(x, n) (((x) >> (n)) | ((x) << (32 - (n))))
static void compress(void) {
  u32 w[64];
  for (int i = 0; i < 16; i++)
    w[i] = (u32)block[i * 4] << 24 | (u32)block[i * 4 + 1] << 16 | (u32)block[i * 4 + 2] << 8 | block[i * 4 + 3];
  for (int i = 16; i < 64; i++) {
    u32 s0 = ROTATE(w[i - 15], 7) ^ ROTATE(w[i - 15], 18) ^ (w[i - 15] >> 3);
    u32 s1 = ROTATE(w[i - 2], 17) ^ ROTATE(w[i - 2], 19) ^ (w[i - 2] >> 10);
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  u32 a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
  for (int i = 0; i < 64; i++) {
    u32 t1 = h + (ROTATE(e, 6) ^ ROTATE(e, 11) ^ ROTATE(e, 25)) + ((e & f) ^ (~e & g)) + k[i] + w[i];
    u32 t2 = (ROTATE(a, 2) ^ ROTATE(a, 13) ^ ROTATE(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g; g = f; f = e; e = d + t1; d = c; c = b; b = a; a = t1 + t2;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}
static void run(void) {
  make_constants();
  for (u32 n = 0; n < 200u * 1000 * 1000 / 64; n++) {
    block[n & 63] = (u8)n;
    compress();
  }
  answer = state[0];
}
#elif KERNEL == 2 /* product of two 256 x 256 matrices, 20 times */
enum { size = 256 };
static double a[size][size], b[size][size], c[size][size];
static void run(void) {
  for (int i = 0; i < size; i++)
    for (int j = 0; j < size; j++) { a[i][j] = i + j * 0.5; b[i][j] = i * 0.25 - j; }
  for (int times = 0; times < 20; times++)
    for (int i = 0; i < size; i++)
      for (int j = 0; j < size; j++) {
        double sum = 0;
        for (int n = 0; n < size; n++) sum += a[i][n] * b[n][j];
        c[i][j] = sum + times;
      }
  answer = (u32)(int)c[17][31];
}
#else /* Mandelbrot set, 2400 x 600 points, 200 iterations */
static void run(void) {
  u32 inside = 0;
  for (int y = 0; y < 600; y++)
    for (int x = 0; x < 2400; x++) {
      double cr = x * 3.0 / 2400 - 2, ci = y * 2.0 / 600 - 1, zr = 0, zi = 0;
      int n = 0;
      while (n < 200 && zr * zr + zi * zi < 4) {
        double next = zr * zr - zi * zi + cr;
        zi = 2 * zr * zi + ci;
        zr = next;
        n++;
      }
      inside += (u32)n;
    }
  answer = inside;
}
#endif

#ifdef __wasm__
__attribute__((export_name("_start"))) void start(void) { run(); }
#else
#include <stdio.h>
#include <time.h>
int main(void) {
  struct timespec from, to;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
  run();
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
  printf("%f\n", (to.tv_sec - from.tv_sec) * 1e3 + (to.tv_nsec - from.tv_nsec) / 1e6);
  return 0;
}
#endif
